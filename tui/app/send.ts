/** Sending: what is in the composer becomes a message, several, an edit, or a command. It never waits for the network. */
import { type ChatId, limits, newSubmissionId, splitText, type SubmissionId, utf8Bytes } from '@parley/protocol'
import { type ChatView, messageAt } from '@parley/protocol/client'
import { readSubstitution } from '@parley/protocol/text'
import { emptyEditor } from '../composer/editor.ts'
import { remember } from '../composer/history.ts'
import { atEnd } from '../timeline/viewport.ts'
import { runSlash } from './actions/slash.ts'
import type { App } from './app.ts'
import type { Desk } from './desk.ts'
import { openView } from './dialogs/chat.ts'

export function send(app: App): void {
  const desk = app.desk()
  const view = openView(app)
  const { account } = app
  if (desk === null || view === null || account === null) return
  const text = desk.editor.text.trimEnd()
  if (text.trim() === '') return
  if (desk.purpose.type === 'edit') return finishEdit(app, desk, view, desk.purpose.seq, text)
  if (desk.purpose.type === 'post') {
    if (runSlash(app, text)) return clear(app, desk, text)
    if (substitute(app, desk, view, text)) return clear(app, desk, text)
  }
  const parts = splitText(text)
  parts.forEach((part, at) => {
    const replyTo = at === 0 && desk.purpose.type === 'reply' ? { replyTo: desk.purpose.to } : {}
    account.client.submit(view.id, { type: 'post', content: { kind: 'text', text: part }, ...replyTo })
  })
  clear(app, desk, text)
  desk.visit?.close()
  desk.visit = null
  desk.viewport = atEnd()
  desk.unreadAfter = null
}

/** The words stay in the history; the composer is empty again. */
function clear(app: App, desk: Desk, text: string): void {
  desk.history = remember(desk.history, text)
  desk.editor = { ...emptyEditor, killRing: desk.editor.killRing }
  desk.purpose = { type: 'post' }
  app.account?.client.typing(desk.chat, false)
  app.account?.draftChanged(desk)
  app.changed()
}

function finishEdit(app: App, desk: Desk, view: ChatView, seq: number, text: string): void {
  // Its words stay in the composer.
  if (utf8Bytes(text) > limits.textBytesMax)
    return app.say(`A message may have at most ${limits.textBytesMax} bytes.`, 'error')
  const before = messageAt(view.messages, seq)
  const isSame = before?.content.kind === 'text' && before.content.text === text
  if (!isSame) submitEdit(app, view.id, seq, text)
  leaveEdit(app, desk)
}

export function leaveEdit(app: App, desk: Desk): void {
  if (desk.purpose.type !== 'edit') return
  desk.editor = desk.purpose.kept
  desk.purpose = { type: 'post' }
  app.changed()
}

function submitEdit(app: App, chat: ChatId, seq: number, text: string): void {
  if (utf8Bytes(text) > limits.textBytesMax)
    return app.say(`A message may have at most ${limits.textBytesMax} bytes.`, 'error')
  app.account?.client.submit(chat, { type: 'edit', seq, content: { kind: 'text', text } })
}

/** `s/old/new/`: the last own message with other words. */
function substitute(app: App, desk: Desk, view: ChatView, text: string): boolean {
  const substitution = readSubstitution(text)
  if (substitution === null) return false
  const last = lastOwn(app, view)
  if (last === null) {
    app.say('You have no message here to change.', 'warning')
    return true
  }
  const next = substitution(last.text)
  if (next === null) app.say('That changes nothing in your last message.', 'warning')
  else submitEdit(app, view.id, last.seq, next)
  return true
}

/** The latest message of one's own that can still be edited. */
export function lastOwn(app: App, view: ChatView): { readonly seq: number; readonly text: string } | null {
  const me = app.account?.client.me?.id
  for (let at = view.messages.length - 1; at >= 0; at--) {
    const message = view.messages[at]
    if (message === undefined || message.by !== me || message.content.kind !== 'text') continue
    if (!view.pending.has(message.id)) return { seq: message.seq, text: message.content.text }
  }
  return null
}

/** A refused message goes again, as a new submission. */
export function retry(app: App, id: SubmissionId): void {
  const desk = app.desk()
  const refused = desk?.refused.get(id)
  const { account } = app
  if (desk === null || refused === undefined || account === null) return
  account.dropRefused(desk, id)
  const { replyTo } = refused.message
  account.client.submit(
    desk.chat,
    { type: 'post', content: refused.content, ...(replyTo === undefined ? {} : { replyTo }) },
    { id: newSubmissionId(app.world) },
  )
  desk.viewport = atEnd()
  app.changed()
}
