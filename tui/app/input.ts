/** Keys, pastes, mouse and focus: each goes to what has the focus, by the key table. */
import { edit } from '../composer/edit.ts'
import type { Editor, EditorAction } from '../composer/editor.ts'
import type { Scope } from '../keys/action.ts'
import { press, withoutPending } from '../keys/resolve.ts'
import type { ActionId } from '../keys/table.ts'
import { type Pane, targetAt } from '../parts/pane.ts'
import type { Key, MouseEvent, TerminalEvent } from '../shell/terminal.ts'
import { width } from '../text/width.ts'
import { edits } from './actions/edits.ts'
import { runAction } from './actions/run.ts'
import { click } from './click.ts'
import type { App } from './app.ts'
import { changeEditor, pasteText } from './compose.ts'
import { dialogKey, dialogScopes, dialogPaste, dialogWheel, dialogClick } from './dialogKeys.ts'
import { scroll } from './timelineMoves.ts'

/** Rows that one step of the wheel scrolls. */
const wheelRows = 3

export function onTerminalEvent(app: App, event: TerminalEvent, shown: Pane): void {
  switch (event.type) {
    case 'key':
      onKey(app, event.key)
      break
    case 'paste':
      if (!dialogPaste(app, event.text) && app.focus === 'composer') pasteText(app, event.text)
      break
    case 'mouse':
      onMouse(app, event, shown)
      break
    case 'focus':
      app.hasTerminalFocus = event.isFocused
      break
    case 'resize':
    case 'background':
      break
  }
  app.changed()
}

/** The most specific first. */
export function scopesOf(app: App): readonly Scope[] {
  const dialog = dialogScopes(app)
  if (dialog !== null) return dialog
  switch (app.focus) {
    case 'composer':
      return app.assist === null ? ['composer', 'global'] : ['assist', 'composer', 'global']
    case 'timeline':
      return ['timeline', 'global']
    case 'chats':
      return app.filter === null ? ['chats', 'global'] : ['field', 'chats', 'global']
    case 'details':
      return ['pane', 'global']
  }
}

function onKey(app: App, key: Key): void {
  if (dialogKey(app, key)) return
  const { state, outcome } = press(app.keys, key, {
    scopes: scopesOf(app),
    bindings: app.bindings,
    editor: app.desk()?.editor ?? null,
  })
  app.keys = state
  switch (outcome.type) {
    case 'insert':
      type(app, outcome.text)
      break
    case 'action':
      run(app, outcome.id, outcome.count ?? 1)
      break
    case 'edits':
      for (const action of outcome.actions) apply(app, action)
      break
    case 'pending':
    case 'none':
      break
  }
}

function run(app: App, id: ActionId, count: number): void {
  const action = edits.get(id)
  if (action === undefined) return runAction(app, id, count)
  for (let time = 0; time < count; time++) apply(app, action)
}

/** Typed text goes where text goes: to the filter of the list, or to the composer, also from the timeline. */
function type(app: App, text: string): void {
  if (app.focus === 'chats' && app.filter !== null) {
    app.filter = changed(app.filter, { type: 'insert', text })
    return
  }
  if (app.focus === 'composer') changeEditor(app, { type: 'insert', text })
}

function apply(app: App, action: EditorAction): void {
  if (app.focus === 'chats' && app.filter !== null) app.filter = changed(app.filter, action)
  else if (app.focus === 'composer') changeEditor(app, action)
}

/** A text of one line. */
const changed = (editor: Editor, action: EditorAction): Editor => edit(editor, action, { columns: 1_000, width })

function onMouse(app: App, event: MouseEvent, shown: Pane): void {
  if (event.action === 'wheelUp' || event.action === 'wheelDown') {
    const rows = event.action === 'wheelUp' ? -wheelRows : wheelRows
    if (!dialogWheel(app, rows)) scroll(app, rows)
    return
  }
  if (event.action !== 'press' || event.button !== 0) return
  app.keys = withoutPending(app.keys)
  const hit = targetAt(shown, event.x, event.y)
  if (hit !== null && !dialogClick(app, hit.target)) click(app, hit, event)
}
