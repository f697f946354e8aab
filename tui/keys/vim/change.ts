/** What vim's commands do to a text, as changes of the composer's editor. */
import { composerLimits, type Editor, type EditorAction } from '../../composer/editor.ts'
import { graphemesOf, lineEnd, lineStart, nextBoundary, previousBoundary } from '@parley/protocol/text'
import { firstLetter, type Span } from './motion.ts'
import type { VimState } from './state.ts'

export const moveTo = (offset: number, select = false): EditorAction => ({ type: 'moveTo', offset, select })
export const drop: EditorAction = { type: 'dropSelection' }

interface Work {
  readonly actions: readonly EditorAction[]
  /** As in `VimState`; undefined where nothing was deleted or copied. */
  readonly lines: VimState['lines'] | undefined
}

/** `operator` is d, c or y. Whole lines that are changed leave their last line end; deleted at the end they take the one before. */
export function worked(text: string, operator: string, { from, to, isLines }: Span, cursor: number): Work {
  const hasEnd = to > from && text.charAt(to - 1) === '\n'
  const end = isLines && operator === 'c' && hasEnd ? to - 1 : to
  const start = isLines && operator === 'd' && !hasEnd ? Math.max(0, from - 1) : from
  if (start === end) return { actions: operator === 'c' ? [drop, moveTo(from)] : [], lines: undefined }
  const lines = isLines ? { held: text.slice(start, end), text: `${text.slice(from, hasEnd ? to - 1 : to)}\n` } : null
  const select = [drop, moveTo(start), moveTo(end, true)]
  if (operator === 'y') return { actions: [...select, { type: 'copyRegion' }, moveTo(isLines ? cursor : from)], lines }
  const rest = text.slice(0, start) + text.slice(end)
  const isDeleted = isLines && operator === 'd'
  return { actions: [...select, { type: 'killRegion' }, moveTo(isDeleted ? firstLetter(rest, start) : start)], lines }
}

/** What was deleted or copied last; lines go to lines of their own. */
export function put(
  editor: Editor,
  lines: VimState['lines'],
  isBehind: boolean,
  count: number,
): readonly EditorAction[] {
  const { text, cursor } = editor
  const [held] = editor.killRing
  if (held === undefined) return []
  const asLines = linesHeld(held, lines)
  // Beyond the text's bound the editor refuses it all, so no more need be made.
  const times = Math.min(count, Math.ceil(composerLimits.textBytesMax / held.length) + 1)
  if (asLines !== null) {
    const at = isBehind ? lineEnd(text, cursor) : lineStart(text, cursor)
    const words = asLines.repeat(times)
    const inserted = isBehind ? `\n${words.slice(0, -1)}` : words
    const first = (isBehind ? at + 1 : at) + firstLetter(words, 0)
    return [{ type: 'replaceRange', from: at, to: at, text: inserted }, moveTo(first)]
  }
  const at = isBehind ? Math.min(lineEnd(text, cursor), nextBoundary(text, cursor)) : cursor
  const words = held.repeat(times)
  const result = text.slice(0, at) + words + text.slice(at)
  const last = words.includes('\n') ? at : previousBoundary(result, at + words.length)
  return [{ type: 'replaceRange', from: at, to: at, text: words }, moveTo(last)]
}

/** In place of what is selected. */
export function putOver({ text, killRing }: Editor, lines: VimState['lines'], span: Span): readonly EditorAction[] {
  const [held] = killRing
  if (held === undefined) return [drop]
  const asLines = linesHeld(held, lines)
  const hasEnd = span.to > span.from && text.charAt(span.to - 1) === '\n'
  const body = asLines === null ? held : asLines.slice(0, -1)
  const words = span.isLines ? `${body}${hasEnd ? '\n' : ''}` : asLines === null ? held : `\n${asLines}`
  return [drop, { type: 'replaceRange', from: span.from, to: span.to, text: words }, moveTo(span.from)]
}

/** With their ends; null where what is held is no lines. */
function linesHeld(held: string, lines: VimState['lines']): string | null {
  if (lines !== null && lines.held === held) return lines.text
  return held.endsWith('\n') ? held : null
}

/** Upper case becomes lower and the other way; the cursor goes to `cursor`, null for behind it. */
export function caseOf(text: string, { from, to }: Span, cursor: number | null): readonly EditorAction[] {
  if (from === to) return []
  const flipped = Array.from(text.slice(from, to), (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  ).join('')
  return [{ type: 'replaceRange', from, to, text: flipped }, moveTo(cursor ?? from + flipped.length)]
}

/** The next lines go behind this one, parted by a space where there is none. */
export function join(text: string, cursor: number, times: number): readonly EditorAction[] {
  const from = lineEnd(text, cursor)
  let joined = text.slice(lineStart(text, cursor), from)
  const length = joined.length
  let to = from
  let last = length
  for (let time = 0; time < times && to < text.length; time++) {
    const start = firstLetter(text, to + 1)
    to = lineEnd(text, start)
    const line = text.slice(start, to)
    last = joined.length
    joined += line === '' || joined === '' || /[ \t]$/.test(joined) || line.startsWith(')') ? line : ` ${line}`
  }
  if (to === from) return []
  const inserted = joined.slice(length)
  return [{ type: 'replaceRange', from, to, text: inserted }, moveTo(from - length + last)]
}

/** Every letter but line ends becomes this one. The cursor goes to `cursor`, null for the last of them. */
export function replaceLetters(
  text: string,
  { from, to }: Span,
  letter: string,
  cursor: number | null,
): readonly EditorAction[] {
  const letters = Array.from(graphemesOf(text.slice(from, to)), (one) => (one.text === '\n' ? '\n' : letter))
  const inserted = letters.join('')
  const last = Math.max(from, from + inserted.length - letter.length)
  return [drop, { type: 'replaceRange', from, to, text: inserted }, moveTo(cursor ?? last)]
}
