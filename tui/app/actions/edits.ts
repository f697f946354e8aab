/** What the keys of a text do to it, by the names of the key table. */
import type { EditorAction } from '../../composer/editor.ts'
import type { ActionId } from '../../keys/table.ts'

const move = (to: Extract<EditorAction, { type: 'move' }>['to'], select = false): EditorAction => ({
  type: 'move',
  to,
  select,
})

/** Actions that are one change of the editor; the others are the app's. */
export const edits: ReadonlyMap<ActionId, EditorAction> = new Map<ActionId, EditorAction>([
  ['newline', { type: 'newline' }],
  ['moveLeft', move('left')],
  ['moveRight', move('right')],
  ['moveWordLeft', move('wordLeft')],
  ['moveWordRight', move('wordRight')],
  ['moveLineStart', move('lineStart')],
  ['moveLineEnd', move('lineEnd')],
  ['moveTextStart', move('textStart')],
  ['moveTextEnd', move('textEnd')],
  ['selectLeft', move('left', true)],
  ['selectRight', move('right', true)],
  ['selectWordLeft', move('wordLeft', true)],
  ['selectWordRight', move('wordRight', true)],
  ['selectUp', move('up', true)],
  ['selectDown', move('down', true)],
  ['selectLineStart', move('lineStart', true)],
  ['selectLineEnd', move('lineEnd', true)],
  ['selectAll', { type: 'selectAll' }],
  ['setMark', { type: 'setMark' }],
  ['backspace', { type: 'backspace' }],
  ['deleteForward', { type: 'deleteForward' }],
  ['deleteWordBack', { type: 'deleteWordBack' }],
  ['deleteWordForward', { type: 'deleteWordForward' }],
  ['killToLineEnd', { type: 'killToLineEnd' }],
  ['killToLineStart', { type: 'killToLineStart' }],
  ['killLine', { type: 'killLine' }],
  ['killRegion', { type: 'killRegion' }],
  ['copyRegion', { type: 'copyRegion' }],
  ['yank', { type: 'yank' }],
  ['yankPop', { type: 'yankPop' }],
  ['transpose', { type: 'transpose' }],
  ['upcaseWord', { type: 'upcase' }],
  ['downcaseWord', { type: 'downcase' }],
  ['capitaliseWord', { type: 'capitalise' }],
  ['undo', { type: 'undo' }],
  ['redo', { type: 'redo' }],
])
