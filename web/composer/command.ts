/** Texts that do something instead of being sent. */
import type { ChatView } from '@parley/protocol/client'
import { readSubstitution } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import { tabActions } from '../keys/registry.ts'
import { lastOwn } from './send.ts'
import { isSlash, runSlash } from './slash.ts'

/** `none`: it is a message. `failed`: it was told why, and the text stays. */
type Outcome = 'none' | 'failed' | 'done'

export function runCommand(app: App, chat: ChatView, text: string): Outcome {
  if (!isSlash(text)) return substitute(app, chat, text)
  const { go, toast, client } = app
  const ports = { go, toast, presence: client.presence, run: tabActions.run }
  return runSlash(ports, text) ? 'done' : 'failed'
}

/** `s/old/new/`: the last own message with other words. */
function substitute(app: App, chat: ChatView, text: string): Outcome {
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
