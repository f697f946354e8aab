/** A text and what is selected in it, as a field of a page holds them. */

/** UTF-16 offsets into the text; equal where nothing is selected. */
export interface Writing {
  readonly text: string
  readonly from: number
  readonly to: number
}

export const emptyWriting: Writing = { text: '', from: 0, to: 0 }

/** The caret behind the last letter. */
export const writingOf = (text: string): Writing => ({ text, from: text.length, to: text.length })

/** Another text in place of a range, the caret behind it. */
export function replaced({ text }: Writing, from: number, to: number, inserted: string): Writing {
  const caret = from + inserted.length
  return { text: text.slice(0, from) + inserted + text.slice(to), from: caret, to: caret }
}
