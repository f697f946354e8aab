/** Tells listeners what happened when all of it is done, in order, and never one event inside of another. */
import type { ChatId } from '../ids.ts'
import type { ClientEvent } from './events.ts'

export interface Announcer {
  /** Wraps what may change something: events are told when the outermost of them has ended. */
  readonly handled: <Input extends readonly unknown[]>(run: (...input: Input) => void) => (...input: Input) => void
  /** To be told at the end. */
  readonly later: (event: ClientEvent) => void
  /** Told once, as a `chats` event, however often it is said. */
  readonly changed: (chat: ChatId) => void
  readonly on: (listener: (event: ClientEvent) => void) => () => void
}

export function createAnnouncer(): Announcer {
  const listeners = new Set<(event: ClientEvent) => void>()
  const changedChats = new Set<ChatId>()
  let events: ClientEvent[] = []
  let depth = 0
  let isTelling = false

  function tell(): void {
    if (changedChats.size > 0) events.push({ type: 'chats', chats: [...changedChats] })
    changedChats.clear()
    // What a listener causes is told after what it is being told.
    if (isTelling) return
    isTelling = true
    let at = 0
    try {
      for (; at < events.length; at++) {
        const event = events[at]
        if (event !== undefined) for (const listener of listeners) listener(event)
      }
    } finally {
      events = events.slice(at + 1)
      isTelling = false
    }
  }

  return {
    handled:
      (run) =>
      (...input) => {
        depth++
        try {
          run(...input)
        } finally {
          depth--
        }
        if (depth === 0) tell()
      },
    later(event) {
      events.push(event)
    },
    changed(chat) {
      changedChats.add(chat)
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
