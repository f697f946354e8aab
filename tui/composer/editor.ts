/**
 * The text being written. The composer is pure: it owns the text, where the cursor stands, what undo brings back and what popups
 * offer, and knows nothing of a terminal, a server or time. `edit` (edit.ts) is the one way to change an editor.
 *
 * It guarantees that cursor and anchor stand between graphemes and within the text, that the text holds no control character but
 * line ends and tabs, and that undo leads back step by step. It refuses to let the text grow past its bound, with a sentence.
 */
import { limits } from '@parley/protocol'

export const composerLimits = {
  /** Of the whole text, in UTF-8 bytes: as many as sixteen messages. */
  textBytesMax: limits.textBytesMax * 16,
  undoStepsMax: 500,
  /** UTF-16 units that all undo steps keep together; the oldest go first. */
  undoUnitsMax: 1_000_000,
  killRingMax: 32,
} as const

/** One change of the text and how to go back: at `at`, `removed` was replaced with `inserted`. */
export interface Change {
  readonly at: number
  readonly removed: string
  readonly inserted: string
  readonly before: Place
  readonly after: Place
}

/** UTF-16 offsets, between graphemes. `anchor` is the other end of the selection. */
export interface Place {
  readonly cursor: number
  readonly anchor: number | null
}

/** What the last action was, where the next one continues it: typing, deleting, killing, yanking. */
export type Last =
  | { readonly type: 'other' }
  | { readonly type: 'typing' }
  | { readonly type: 'deleting' }
  | { readonly type: 'kill' }
  | { readonly type: 'yank'; readonly from: number; readonly to: number; readonly index: number }

export interface Editor extends Place {
  readonly text: string
  /** A mark was set: plain moves extend the selection too, until the text changes or the selection is dropped. */
  readonly isMarking: boolean
  /** Oldest first. */
  readonly undo: readonly Change[]
  /** The next one last. */
  readonly redo: readonly Change[]
  /** Newest first. `killRing[0]` is also what a copy puts on the clipboard. */
  readonly killRing: readonly string[]
  /** The column (cells) that moving up and down tries to keep. */
  readonly goalColumn: number | null
  readonly last: Last
  /** Why the last action did nothing, as a sentence for the person; null when it was not refused. */
  readonly refused: string | null
}

export type Move =
  | 'left'
  | 'right'
  | 'wordLeft'
  | 'wordRight'
  /** The ends of the line between two line ends, however many rows it is displayed in. */
  | 'lineStart'
  | 'lineEnd'
  /** By displayed rows. From the first row up goes to the text's start, from the last row down to its end. */
  | 'up'
  | 'down'
  | 'textStart'
  | 'textEnd'

export type EditorAction =
  /** Typed or pasted; replaces the selection. One grapheme at a time counts as typing, which undo takes back by words. */
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'newline' }
  | { readonly type: 'backspace' }
  | { readonly type: 'deleteForward' }
  /** These kill: what is deleted can be yanked. Kills one after the other make one entry of the ring. */
  | { readonly type: 'deleteWordBack' }
  | { readonly type: 'deleteWordForward' }
  | { readonly type: 'killToLineEnd' }
  | { readonly type: 'killToLineStart' }
  | { readonly type: 'killLine' }
  | { readonly type: 'killRegion' }
  | { readonly type: 'copyRegion' }
  | { readonly type: 'yank' }
  /** Directly after a yank: puts the ring's next entry in its place. */
  | { readonly type: 'yankPop' }
  | { readonly type: 'move'; readonly to: Move; readonly select: boolean }
  /** To an offset, from a click (`select` false) or a drag (true). */
  | { readonly type: 'moveTo'; readonly offset: number; readonly select: boolean }
  | { readonly type: 'selectAll' }
  | { readonly type: 'selectWord'; readonly offset: number }
  | { readonly type: 'setMark' }
  | { readonly type: 'dropSelection' }
  | { readonly type: 'transpose' }
  /** The selection, else the word from the cursor on. */
  | { readonly type: 'upcase' }
  | { readonly type: 'downcase' }
  | { readonly type: 'capitalise' }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' }
  /** As one undo step; the cursor goes to the end. */
  | { readonly type: 'replaceAll'; readonly text: string }
  /** As one undo step; the cursor goes behind the new text. */
  | { readonly type: 'replaceRange'; readonly from: number; readonly to: number; readonly text: string }

/** How the text is displayed, which moving up and down needs. */
export interface EditContext {
  /** Cells of a row, the caret's included. Fewer than 4 count as 4. */
  readonly columns: number
  /** Cells that a grapheme takes on this terminal. Printable ASCII takes one. */
  readonly width: (text: string) => number
}

export const emptyEditor: Editor = {
  text: '',
  cursor: 0,
  anchor: null,
  isMarking: false,
  undo: [],
  redo: [],
  killRing: [],
  goalColumn: null,
  last: { type: 'other' },
  refused: null,
}
