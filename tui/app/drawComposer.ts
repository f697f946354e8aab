/** The composer of a chat, as its desk has it. */
import { may } from '@parley/protocol'
import { type ChatView, messageAt } from '@parley/protocol/client'
import { previewText } from '@parley/protocol/text'
import { layoutEditor } from '../composer/layout.ts'
import { composerPane, promptColumns } from '../parts/composerPane.ts'
import type { Pane } from '../parts/pane.ts'
import { width } from '../text/width.ts'
import type { App } from './app.ts'
import type { Desk } from './desk.ts'

export function drawComposer(app: App, desk: Desk, view: ChatView, columns: number, rowsMax: number): Pane {
  // The caret behind a full row needs a cell of its own.
  app.composerColumns = Math.max(4, columns - promptColumns)
  const layout = layoutEditor(desk.editor, {
    columns: app.composerColumns,
    width,
    rowsMax,
    top: app.composerTop,
    tone: 'text',
  })
  app.composerTop = layout.top
  return composerPane(
    {
      layout,
      purpose: purposeWords(app, desk, view),
      placeholder: view.type === 'channel' ? 'Write to the channel' : 'Write a message',
      isEmpty: desk.editor.text === '',
      hasFocus: app.focus === 'composer' && app.dialogs.length === 0,
      assist: app.focus === 'composer' ? app.assist : null,
      refusal: refusalWords(view),
    },
    columns,
  )
}

function purposeWords(app: App, { purpose }: Desk, view: ChatView): string {
  switch (purpose.type) {
    case 'post':
      return ''
    case 'edit':
      return 'Edit the message   Esc: leave it as it is'
    case 'reply': {
      const original = messageAt(view.messages, purpose.to)
      const words =
        original === undefined
          ? `message ${purpose.to}`
          : `${app.nameOf(original.by)}: ${previewText(original, app.nameOf)}`
      return `Reply to ${words}`
    }
  }
}

/** Why nothing can be written here. */
function refusalWords({ type, role }: Pick<ChatView, 'type' | 'role'>): string | null {
  if (role === null) return 'You are no longer in this chat.'
  return may(type, role, 'post') ? null : 'Only administrators and moderators write in this channel.'
}
