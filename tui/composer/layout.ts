/** Where every grapheme of the composer stands: rows wrapped by words, the selection inverse, the caret's cell. */
import type { Line, Tone } from '../text/line.ts'
import type { EditContext, Editor } from './editor.ts'

export interface LayoutOptions extends EditContext {
  /** Rows shown, at least 1. */
  readonly rowsMax: number
  /** The first row shown before; it moves only as far as the caret needs. */
  readonly top: number
  readonly tone: Tone
}

export interface Layout {
  readonly lines: readonly Line[]
  /** Cell of the caret in `lines`; `y` < `lines.length`, `x` < `columns`. */
  readonly caret: { readonly x: number; readonly y: number }
  /** The first row shown, to hand in again. */
  readonly top: number
  /** Rows of the whole text. */
  readonly rowsTotal: number
}

export type LayoutEditor = (editor: Editor, options: LayoutOptions) => Layout
