/** What is thought about a text once its writer pauses. Pure. */
import { limits, splitText, utf8Bytes } from '@parley/protocol'
import { parseMarkdown } from '@parley/protocol/text'

/** Will it look different from what stands in the field? Names and bare addresses alone do not count: they look as typed. */
export function hasMarks(text: string): boolean {
  // Nothing of the subset is written without one of these.
  if (!/[*_~`>[]/.test(text)) return false
  return parseMarkdown(text).some(
    (block) =>
      block.type !== 'paragraph' ||
      block.lines.some((line) =>
        line.some(({ text: words, href, bold, italic, strike, code }) => {
          const isLinkWithWords = href !== undefined && !href.includes(words)
          return bold || italic || strike || code || isLinkWithWords
        }),
      ),
  )
}

/** From this share of a message's bound on, what is left is told. */
const nearShare = 0.85

/** What the writer must know of the length; `null` while there is plenty of room. */
export function lengthNote(
  text: string,
  isEdit: boolean,
): { readonly text: string; readonly tone: 'info' | 'error' } | null {
  if (text.length * 3 < limits.textBytesMax * nearShare) return null
  const bytes = utf8Bytes(text)
  const left = limits.textBytesMax - bytes
  if (left < 0 && isEdit) return { text: `${count(-left)} bytes too long for one message`, tone: 'error' }
  if (left < 0) return { text: `Goes as ${splitText(text).length} messages`, tone: 'info' }
  return bytes < limits.textBytesMax * nearShare ? null : { text: `${count(left)} bytes left`, tone: 'info' }
}

const count = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ' ')
