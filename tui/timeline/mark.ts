/** Marks what was searched for: every occurrence, whatever its case, also across styles. */
import type { Line, Span } from '../text/line.ts'

/** `null` for an empty query. */
export const queryPattern = (query: string): RegExp | null =>
  query.trim() === '' ? null : new RegExp(query.trim().replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`), 'giu')

/** The line with every match inverse. */
export function mark(line: Line, pattern: RegExp | null): Line {
  if (pattern === null) return line
  const text = line.map((span) => span.text).join('')
  const matches = Array.from(text.matchAll(pattern), (match) => [match.index, match.index + match[0].length] as const)
  if (matches.length === 0) return line
  const marked: Span[] = []
  let start = 0
  let place = 0
  for (const span of line) {
    const end = start + span.text.length
    let at = start
    while (at < end) {
      while ((matches[place]?.[1] ?? Infinity) <= at) place++
      const [from, to] = matches[place] ?? [Infinity, Infinity]
      const isInside = at >= from
      const next = Math.min(end, isInside ? to : from)
      const text = span.text.slice(at - start, next - start)
      marked.push(isInside ? { ...span, text, inverse: true } : { ...span, text })
      at = next
    }
    start = end
  }
  return marked
}
