/** The desks of all chats of a tab, and what must outlive it: the words of messages that the server refused. */
import { type ChatId, isChatId, type Message, type SubmissionId } from '@parley/protocol'
import { readRefused, type Refused, refusedToText } from '@parley/protocol/client'
import type { App } from './app.ts'
import { createDesk, type Desk } from './desk.ts'

export interface Desks {
  of(chat: ChatId): Desk
  /** Its reader comes. */
  opened(chat: ChatId): void
  close(): void
}

export function createDesks(app: App): Desks {
  const { client, world } = app
  // Of this account: whoever logs in next must not find another's words.
  const prefix = `parley/refused/${app.me.id}/`
  const desks = new Map<ChatId, Desk>()
  const waiting = new Map<SubmissionId, Message>()

  function of(chat: ChatId): Desk {
    const known = desks.get(chat)
    if (known !== undefined) return known
    const fresh = createDesk(app, chat, {
      waits: (id, message) => void waiting.set(id, message),
      forget: (id) => world.kept.set(`${prefix}${chat}/${id}`, null),
    })
    desks.set(chat, fresh)
    return fresh
  }

  function keep(chat: ChatId, refused: Refused): void {
    const desk = of(chat)
    desk.set({ refused: new Map(desk.state.get().refused).set(refused.message.id, refused) })
  }

  /** What waited before this tab was opened can be refused too. */
  function noteWaiting(chat: ChatId): void {
    const view = client.chat(chat)
    if (view === null || view.pending.size === 0) return
    for (const message of view.messages.slice(-view.pending.size))
      if (view.pending.has(message.id)) waiting.set(message.id, message)
  }

  const stop = client.on((event) => {
    if (event.type === 'chats') for (const chat of event.chats) noteWaiting(chat)
    if (event.type === 'entry' && event.entry.by === app.me.id) waiting.delete(event.entry.cause)
    if (event.type !== 'rejected') return
    const { chat, id, failure } = event
    const message = waiting.get(id)
    waiting.delete(id)
    if (message?.content.kind !== 'text') return
    const refused = { message, content: message.content, failure }
    keep(chat, refused)
    world.kept.set(`${prefix}${chat}/${id}`, refusedToText(refused))
  })
  for (const { id } of client.chats()) noteWaiting(id)

  const values = new Map<string, string>()
  for (const key of world.kept.keys(prefix)) {
    const value = world.kept.get(key)
    if (value !== null) values.set(key, value)
  }
  for (const { chat, refused } of readRefused(values, prefix, app.me.id)) if (isChatId(chat)) keep(chat, refused)

  // What another tab tried again or gave up is no longer to be done here.
  const stopWatching = world.kept.watch((key, value) => {
    const [chat = '', id = ''] = value === null && key.startsWith(prefix) ? key.slice(prefix.length).split('/') : []
    if (!isChatId(chat)) return
    const desk = of(chat)
    const refused = new Map([...desk.state.get().refused].filter(([other]) => other !== id))
    if (refused.size < desk.state.get().refused.size) desk.set({ refused })
  })

  return {
    of,
    opened(chat) {
      of(chat).set({ selected: null })
    },
    close() {
      stop()
      stopWatching()
      desks.clear()
    },
  }
}
