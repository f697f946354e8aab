/** What the client tells, as far as a person at the terminal must hear of it: refusals, and messages that notify. */
import { type ChatId, type Entry, messageOf } from '@parley/protocol'
import type { ClientEvent } from '@parley/protocol/client'
import { chatTitle, isQuiet, mentions, previewText, readNotifyRules, safeLine } from '@parley/protocol/text'
import { firstChat } from './account.ts'
import type { App } from './app.ts'

export function onNews(app: App, event: ClientEvent): void {
  switch (event.type) {
    case 'rejected':
      app.say(`Not sent: ${event.failure.message}`, 'error')
      break
    case 'failure':
      app.say(event.failure.message, 'error')
      break
    case 'entry':
      if (event.isLive) notify(app, event.chat, event.entry)
      break
    case 'contact':
      if (event.contact.state === 'incoming') {
        const name = safeLine(event.contact.person.name)
        app.say(`${name} asks to be your contact. F5 shows requests.`)
        if (mayNotify(app)) app.terminal.notify('Parley', `${name} asks to be your contact`)
      }
      break
    case 'gone':
      if (app.account?.current === event.chat) app.say('You are no longer in this chat.', 'warning')
      break
    case 'state':
      if (event.state.type === 'online') openFirst(app)
      break
    case 'settings':
      if (event.keys.includes('tui/keys')) app.followKeys()
      break
    case 'chats':
    case 'typing':
    case 'presence':
    case 'people':
    case 'unread':
    case 'marks':
    case 'visit':
      break
  }
}

/** Somebody who logs in here for the first time has chats only now. */
function openFirst(app: App): void {
  const first = app.account === null || app.account.current !== null ? null : firstChat(app.account)
  if (first !== null) app.openChat(first)
}

/** Others' messages notify, unless they are looked at, muted, or it is a quiet hour. */
function notify(app: App, chat: ChatId, entry: Entry): void {
  const { account } = app
  const message = messageOf(entry)
  if (account === null || message === null || message.content.kind !== 'text') return
  const me = account.client.me
  const view = account.client.chat(chat)
  if (me === null || view === null || message.by === me.id || entry.seq <= view.read) return
  const isMention = mentions(message.content.text, me.username)
  const mute = account.mute(chat)
  if (mute === 'all' || (mute === 'mentions' && !isMention)) return
  if (app.hasTerminalFocus && account.current === chat) return
  if (!mayNotify(app)) return
  const nameOf = (id: typeof me.id): string => app.nameOf(id)
  const title = chatTitle(view, nameOf)
  const text = previewText(message, nameOf)
  // At the terminal a sign is enough; away from it the words are wanted.
  if (app.hasTerminalFocus) app.terminal.bell()
  else app.terminal.notify(isMention ? `${title}: you were named` : title, text)
}

function mayNotify(app: App): boolean {
  const { account } = app
  if (account === null) return false
  const me = account.client.me
  if (me !== null && account.client.presenceOf(me.id)?.status === 'busy') return false
  const rules = readNotifyRules(account.client.setting('notify'))
  const { now, offset } = app.clock()
  const minuteOfDay = Math.floor(now / 60_000 + offset(now)) % 1_440
  return rules.isOn && !isQuiet(rules, minuteOfDay)
}
