/** What becomes of a text that is sent: a command, another text for the last message, an edit, a message or several. */
import type { Message } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { readSubstitution } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import { tabActions } from '../keys/registry.ts'
import type { Sheet } from './sheet.ts'
import { isSlash, runSlash } from './slash.ts'

/** Never waits for the network: the sheet is empty when this returns, unless the text cannot be sent; then it stays, and why is said. */
export function send(app: App, chat: ChatView, sheet: Sheet): void {
  const desk = app.desk(chat.id)
  const { purpose } = desk.state.get()
  const text = sheet.writing.get().text.trimEnd()
  if (text.trim() === '') {
    if (purpose.type === 'edit') app.toast('A message needs at least one visible character. To remove it, delete it.')
    return
  }
  if (purpose.type === 'post') {
    if (isSlash(text)) {
      const { go, toast, client } = app
      const ports = { go, toast, presence: client.presence, run: tabActions.run }
      if (runSlash(ports, text)) sheet.clear()
      return
    }
    const substitution = substitute(app, chat, text)
    if (substitution === 'done') sheet.clear()
    if (substitution !== 'none') return
  }
  const refused = desk.post(text)
  if (refused !== null) app.toast(refused.message, 'error')
  else if (purpose.type !== 'edit') sheet.clear()
}

/** `s/old/new/`: the last own message with other words. */
function substitute(app: App, chat: ChatView, text: string): 'none' | 'failed' | 'done' {
  const substitution = readSubstitution(text)
  if (substitution === null) return 'none'
  const last = lastOwn(chat, app)
  if (last === null) {
    app.toast('You have no message here to change.')
    return 'failed'
  }
  const next = last.content.kind === 'text' ? substitution(last.content.text) : null
  if (next === null) {
    app.toast('That changes nothing in your last message.')
    return 'failed'
  }
  const refused = app.desk(chat.id).change(last.seq, next)
  if (refused !== null) app.toast(refused.message, 'error')
  return refused === null ? 'done' : 'failed'
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
