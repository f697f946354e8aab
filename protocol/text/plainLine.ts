/** A message in one line without its marks: for lists of chats, quotes and notifications. */
import { type Block, parseMarkdown } from './markdown.ts'
import { safeLine } from './sanitise.ts'

/** At most `charsMax` code points, with '…' where it was cut; no character is cut from its marks. */
export function plainLine(text: string, charsMax: number): string {
  const words = parseMarkdown(text).map(wordsOf).join(' ').replace(/\s+/g, ' ').trim()
  return safeLine(shortened(words, charsMax))
}

const wordsOf = (block: Block): string =>
  block.type === 'code'
    ? block.lines.join(' ')
    : block.lines.map((line) => line.map(({ text }) => text).join('')).join(' ')

function shortened(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text
  const characters = Array.from(text)
  if (characters.length <= charsMax) return text
  const cut = Math.max(0, charsMax - 1)
  let end = cut
  while (end > 0 && (isAttached(characters[end]) || characters[end - 1] === '\u200d')) end--
  return `${characters
    .slice(0, end === 0 ? cut : end)
    .join('')
    .trimEnd()}…`
}

const isAttached = (character = ''): boolean =>
  /\p{M}|\p{Emoji_Modifier}|\p{Default_Ignorable_Code_Point}/u.test(character)
