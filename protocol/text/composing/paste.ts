/** What was pasted: a text to insert, or so many lines that its writer is asked what it shall be. */
import { cleanText } from './cleanText.ts'

export type Paste =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'lines'; readonly text: string; readonly lines: number }

/** A paste of more lines is asked about. */
const plainLinesMax = 8

/** Line ends become `\n`, and control characters go. */
export function kindOfPaste(pasted: string): Paste {
  const text = cleanText(pasted)
  const lines = text.split('\n').length
  return lines > plainLinesMax ? { type: 'lines', text, lines } : { type: 'text', text }
}

/** In a fence that is longer than any in it, so that it ends where the text does. */
export function asCodeBlock(text: string): string {
  let longest = 2
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text.replace(/\n$/, '')}\n${fence}`
}
