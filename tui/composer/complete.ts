/** Takes what a popup offers. */
import { type Assist, type AssistItem, completionOf } from '@parley/protocol/text'
import { edit } from './edit.ts'
import type { Editor } from './editor.ts'

/** The chosen item in place of what was typed, and a space behind it. One step of undo. */
export function complete(editor: Editor, assist: Assist, item: AssistItem): Editor {
  const text = completionOf(editor.text, assist, item)
  // What is replaced holds no row of its own, so the width of a row plays no part.
  return edit(
    editor,
    { type: 'replaceRange', from: assist.from, to: assist.to, text },
    { columns: editor.text.length + text.length + 4, width: () => 1 },
  )
}
