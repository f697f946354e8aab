/** Cuts a text that is too long for one message at its line ends; a line that is too long alone is cut where it must be. */
import { limits, utf8Bytes } from './limits.ts'

/** The parts in order, each of at most `bytesMax` UTF-8 bytes and with a visible character. The line end at a cut is gone. */
export function splitText(text: string, bytesMax: number = limits.textBytesMax): string[] {
  const parts: string[] = []
  let lines: string[] = []
  let bytes = 0
  const end = (): void => {
    const part = lines.join('\n')
    if (part.trim() !== '') parts.push(part)
    lines = []
    bytes = 0
  }
  for (const line of text.split('\n'))
    for (const piece of cutLine(line, bytesMax)) {
      const more = utf8Bytes(piece) + (lines.length === 0 ? 0 : 1)
      if (bytes + more > bytesMax) end()
      bytes += lines.length === 0 ? utf8Bytes(piece) : more
      lines.push(piece)
    }
  end()
  return parts
}

function cutLine(line: string, bytesMax: number): string[] {
  if (utf8Bytes(line) <= bytesMax) return [line]
  const pieces: string[] = []
  let piece = ''
  let bytes = 0
  // By grapheme, so that no letter is cut from its marks; a "letter" of thousands of marks is cut all the same.
  for (const { segment } of new Intl.Segmenter().segment(line))
    for (const unit of utf8Bytes(segment) > bytesMax ? segment : [segment]) {
      const more = utf8Bytes(unit)
      if (bytes + more > bytesMax) {
        pieces.push(piece)
        piece = ''
        bytes = 0
      }
      piece += unit
      bytes += more
    }
  return [...pieces, piece]
}
