import { safeLine } from './sanitise.ts'

export function plainLine(text: string, charsMax: number): string {
  return safeLine(text).slice(0, charsMax)
}
