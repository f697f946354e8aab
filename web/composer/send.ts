/** What becomes of a text that is sent: a command, another text for the last message, an edit, a message or several. */
import type { Message } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import type { Desk } from '../app/desk.ts'
import type { Sheet } from './sheet.ts'
import { mayCommand } from './mayCommand.ts'
import { loadAssisting } from './useAssist.ts'

/** Never waits for the network: the sheet is empty when this returns, unless the text cannot be sent; then it stays, and why is said. */
export function send(app: App, chat: ChatView, sheet: Sheet): void {
  const desk = app.desk(chat.id)
  const { purpose } = desk.state.get()
  const text = sheet.writing.get().text.trimEnd()
  if (text.trim() === '') {
    if (purpose.type === 'edit') app.toast('A message needs at least one visible character. To remove it, delete it.')
    return
  }
  if (purpose.type === 'post' && mayCommand(text)) {
    app.attempt(async () => {
      const { runCommand } = await loadAssisting()
      // Whoever went on typing meanwhile has not asked for that.
      if (sheet.writing.get().text.trimEnd() !== text) return
      const outcome = runCommand(app, chat, text)
      if (outcome === 'done') sheet.clear()
      else if (outcome === 'none') post(app, desk, sheet, text)
    })
    return
  }
  post(app, desk, sheet, text)
}

function post(app: App, desk: Desk, sheet: Sheet, text: string): void {
  const isEdit = desk.state.get().purpose.type === 'edit'
  const refused = desk.post(text)
  if (refused !== null) app.toast(refused.message, 'error')
  else if (!isEdit) sheet.clear()
}

/** The latest message of one's own that can still be edited. */
export function lastOwn({ messages, pending }: ChatView, { me }: Pick<App, 'me'>): Message | null {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at]
    if (message?.by === me.id && message.content.kind === 'text' && !pending.has(message.id)) return message
  }
  return null
}

/** The latest message that can be answered. */
export function lastOther({ messages, pending }: ChatView, { me }: Pick<App, 'me'>): Message | null {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at]
    if (message === undefined || pending.has(message.id) || message.by === me.id) continue
    if (message.content.kind === 'text' || message.content.kind === 'unsupported') return message
  }
  return null
}
