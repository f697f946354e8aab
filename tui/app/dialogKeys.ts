/** What keys do in a dialog. Lists and forms have few keys, and items say their own. */
import { keyName } from '../keys/resolve.ts'
import type { Scope } from '../keys/action.ts'
import type { ActionId } from '../keys/table.ts'
import type { Target } from '../parts/pane.ts'
import { visibleItems } from '../parts/dialogBox.ts'
import type { Key } from '../shell/terminal.ts'
import { edit } from '../composer/edit.ts'
import type { Editor, EditorAction } from '../composer/editor.ts'
import { width } from '../text/width.ts'
import { type App, sentenceOf, type Slot } from './app.ts'
import type { Dialog, FormDialog, ListDialog, TextDialog } from './dialog.ts'
import { editorWith, visibleFields } from './dialog.ts'

const pageRows = 10
const lineContext = { columns: 100_000, width }

const top = (app: App): Slot | null => app.dialogs[app.dialogs.length - 1] ?? null

export function dialogScopes(app: App): readonly Scope[] | null {
  const slot = top(app)
  if (slot === null) return null
  return slot.dialog.type === 'list' ? ['list', 'dialog'] : ['dialog']
}

/** True where a dialog has taken the key. */
export function dialogKey(app: App, key: Key): boolean {
  const slot = top(app)
  if (slot === null) return false
  const name = keyName(key)
  if (name === 'ctrl+q' || name === 'ctrl+z' || name === 'ctrl+l') return false
  if (name === 'ctrl+c' && app.account === null) {
    app.quit(0)
    return true
  }
  const { dialog } = slot
  if ((name === 'escape' || name === 'ctrl+g' || name === 'ctrl+c') && canLeave(app, dialog)) {
    app.dialogs.splice(app.dialogs.indexOf(slot), 1)
    return true
  }
  switch (dialog.type) {
    case 'list':
      listKey(app, slot, dialog, name, key)
      break
    case 'form':
      formKey(app, slot, dialog, name, key)
      break
    case 'confirm':
      if (name === 'enter' || name === 'y') {
        app.pop()
        app.attempt(async () => dialog.run())
      } else if (name === 'n') app.pop()
      break
    case 'text':
      slot.dialog = scrolled(dialog, rowsOf(name))
      break
  }
  return true
}

const canLeave = (app: App, dialog: Dialog): boolean =>
  dialog.type === 'form' ? dialog.canLeave : app.account !== null || app.dialogs.length > 1

function rowsOf(name: string): number {
  if (name === 'up' || name === 'k' || name === 'ctrl+p') return -1
  if (name === 'down' || name === 'j' || name === 'ctrl+n' || name === 'enter') return 1
  if (name === 'pageup') return -pageRows
  if (name === 'pagedown' || name === 'space') return pageRows
  return name === 'home' ? -1_000_000 : name === 'end' ? 1_000_000 : 0
}

/** The key table's moves in a list. */
const listRows: ReadonlyMap<ActionId, number> = new Map<ActionId, number>([
  ['listUp', -1],
  ['listDown', 1],
  ['listPageUp', -pageRows],
  ['listPageDown', pageRows],
  ['listFirst', -Infinity],
  ['listLast', Infinity],
])

const scrolled = (dialog: TextDialog, rows: number): TextDialog => ({
  ...dialog,
  top: Math.max(0, Math.min(dialog.lines.length - 1, dialog.top + rows)),
})

function listKey(app: App, slot: Slot, dialog: ListDialog, name: string, key: Key): void {
  const items = visibleItems(dialog)
  const own = items[dialog.at]?.actions.find((action) => action.key === name)
  if (own !== undefined) return own.run()
  const typed = dialog.filter === null ? null : textAction(name, key)
  if (typed !== null && dialog.filter !== null)
    return narrow(app, slot, dialog, edit(dialog.filter, typed, lineContext))
  const bound = app.bindings.scopes.list.get(name)
  const rows = (bound === undefined ? undefined : listRows.get(bound)) ?? rowsOf(name)
  if (rows !== 0) slot.dialog = { ...dialog, at: Math.max(0, Math.min(items.length - 1, dialog.at + rows)) }
}

/** The filter changed: a search answers now or later, and only its latest question counts. */
function narrow(app: App, slot: Slot, dialog: ListDialog, filter: Editor): void {
  if (filter.text === dialog.filter?.text) {
    slot.dialog = { ...dialog, filter }
    return
  }
  const { search } = dialog
  slot.dialog = { ...dialog, filter, at: 0, isBusy: search !== undefined }
  if (search === undefined) return
  const isLatest = (): boolean => slot.dialog.type === 'list' && slot.dialog.filter?.text === filter.text
  const found = search(filter.text.trim())
  if (!(found instanceof Promise)) {
    slot.dialog = { ...slot.dialog, items: found, isBusy: false, error: null }
    return
  }
  found.then(
    (items) => {
      if (!isLatest() || slot.dialog.type !== 'list') return
      slot.dialog = { ...slot.dialog, items, isBusy: false, error: null }
      app.changed()
    },
    (error: unknown) => {
      if (!isLatest() || slot.dialog.type !== 'list') return
      slot.dialog = { ...slot.dialog, isBusy: false, error: sentenceOf(error) }
      app.changed()
    },
  )
}

function formKey(app: App, slot: Slot, dialog: FormDialog, name: string, key: Key): void {
  const { at } = dialog
  const fields = visibleFields(dialog)
  const go = (by: number): void => {
    slot.dialog = { ...dialog, at: (at + by + fields.length) % fields.length }
  }
  const field = fields[at]
  if (dialog.isBusy || field === undefined) return
  if (name === 'tab' || name === 'down' || name === 'ctrl+n') return go(1)
  if (name === 'shift+tab' || name === 'up' || name === 'ctrl+p') return go(-1)
  if (name === 'enter') return submit(app, slot, dialog)
  const set = (editor: Editor): void => {
    slot.dialog = {
      ...dialog,
      error: null,
      fields: dialog.fields.map((one) => (one.id === field.id ? { ...one, editor } : one)),
    }
  }
  if (field.kind === 'choice') {
    const by = name === 'left' ? -1 : name === 'right' || name === 'space' ? 1 : 0
    const place = (field.choices.indexOf(field.editor.text) + by + field.choices.length) % field.choices.length
    return set(editorWith(field.choices[place] ?? ''))
  }
  const action = textAction(name, key)
  if (action !== null) set(edit(field.editor, action, lineContext))
}

function submit(app: App, slot: Slot, dialog: FormDialog): void {
  slot.dialog = { ...dialog, isBusy: true, error: null }
  const values = Object.fromEntries(dialog.fields.map(({ id, editor }) => [id, editor.text]))
  dialog.submit(values).then(
    () => {
      const place = app.dialogs.indexOf(slot)
      if (place >= 0) app.dialogs.splice(place, 1)
      app.changed()
    },
    (error: unknown) => {
      if (slot.dialog.type === 'form') slot.dialog = { ...slot.dialog, isBusy: false, error: sentenceOf(error) }
      app.changed()
    },
  )
}

/** What a key does to a text of one line; `null` for a key that does nothing to it. */
function textAction(name: string, key: Key): EditorAction | null {
  if (key.text !== '' && !key.ctrl && !key.alt) return { type: 'insert', text: key.text }
  switch (name) {
    case 'backspace':
      return { type: 'backspace' }
    case 'delete':
      return { type: 'deleteForward' }
    case 'left':
      return { type: 'move', to: 'left', select: false }
    case 'right':
      return { type: 'move', to: 'right', select: false }
    case 'home':
    case 'ctrl+a':
      return { type: 'move', to: 'lineStart', select: false }
    case 'end':
    case 'ctrl+e':
      return { type: 'move', to: 'lineEnd', select: false }
    case 'ctrl+w':
    case 'alt+backspace':
      return { type: 'deleteWordBack' }
    case 'ctrl+u':
      return { type: 'killToLineStart' }
    case 'ctrl+y':
      return { type: 'yank' }
    default:
      return null
  }
}

export function dialogPaste(app: App, pasted: string): boolean {
  const slot = top(app)
  if (slot === null) return false
  const { dialog } = slot
  const text = pasted.replace(/\s*\n\s*/g, ' ').trim()
  if (dialog.type === 'list' && dialog.filter !== null)
    narrow(app, slot, dialog, edit(dialog.filter, { type: 'insert', text }, lineContext))
  if (dialog.type === 'form')
    slot.dialog = {
      ...dialog,
      fields: dialog.fields.map((field) =>
        field === visibleFields(dialog)[dialog.at] && field.kind !== 'choice'
          ? { ...field, editor: edit(field.editor, { type: 'insert', text }, lineContext) }
          : field,
      ),
    }
  return true
}

export function dialogWheel(app: App, rows: number): boolean {
  const slot = top(app)
  if (slot === null) return false
  const { dialog } = slot
  if (dialog.type === 'text') slot.dialog = scrolled(dialog, rows)
  if (dialog.type === 'list')
    slot.dialog = { ...dialog, at: Math.max(0, Math.min(visibleItems(dialog).length - 1, dialog.at + Math.sign(rows))) }
  return true
}

export function dialogClick(app: App, target: Target): boolean {
  const slot = top(app)
  if (slot === null) return false
  const { dialog } = slot
  // The list of chats beside a dialog stays alive: a click there leaves the dialog.
  if (target.type === 'chat') {
    app.dialogs.length = 0
    return false
  }
  if (target.type !== 'item') return true
  if (dialog.type === 'form') slot.dialog = { ...dialog, at: Math.min(target.at, visibleFields(dialog).length - 1) }
  if (dialog.type === 'list') {
    slot.dialog = { ...dialog, at: target.at }
    visibleItems(dialog)[target.at]?.actions[0]?.run()
  }
  return true
}
