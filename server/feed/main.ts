/**
 * The feed: follows the log and the records, folds them into the store, and tells those who listen on this node.
 *
 *     log ─follow─▶ store.foldEntries ─▶ one frame per chat ─▶ hub.publish(chat)      one synchronous turn per group
 *     records ────▶ store.foldRecords ─▶ marks, contacts, settings, revoked sessions
 *
 * It guarantees that nothing reaches a client that is not durable and folded into the store before, that a chat's entries go
 * out in order, encoded once, and that who was removed hears nothing after the entry that says so. What follows from an
 * entry and touches the world (erasing deleted words) starts here and not in an actor, because an actor may be a zombie.
 */
import { type ChatId, encode, type UserId } from '@parley/protocol'
import type { Log, LogEntry } from '../log/log.ts'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'
import { chatTopic, follows, type Hub } from './hub.ts'
import { createEraser } from './eraser.ts'
import { createLag, type Lag } from './lag.ts'
import { statesBefore, tellRecords } from './recordNews.ts'
import { type Presences, watch } from './presences.ts'
import { peerOf, peopleOf, snapshotOf } from './snapshot.ts'

export interface Feed {
  /** The store holds everything that was in the log and the records when the feed started. */
  readonly caughtUp: Promise<void>
  /** Waits for what it has yet to fold. */
  readonly lag: Lag
  stop(): void
}

export interface FeedOptions {
  readonly log: Log
  readonly records: Records
  readonly store: Store
  readonly hub: Hub
  readonly presences: Presences
  readonly env: { after(ms: number, run: () => void): () => void }
  /** Does a chat live on this node? Default: all do. */
  isHere?(chat: ChatId): boolean
  onDefect(error: unknown): void
}

/** Entries that became durable together travel in one frame, up to about this many characters. */
const frameCharsMax = 60_000

export function startFeed(options: FeedOptions): Feed {
  const { log, records, store, hub, presences, env, isHere = () => true, onDefect } = options
  const eraser = createEraser({ log, store, env, isHere, onDefect })
  const lag = createLag({ log, records, store, env })
  const entries = log.follow(store.position(), (group) => {
    store.foldEntries(group)
    publish(group)
    if (group.some(({ entry }) => entry.event.type === 'messageDeleted')) eraser.wake()
    lag.folded()
  })
  const documents = records.follow(store.revision(), (group) => {
    const before = statesBefore(store, group)
    store.foldRecords(group)
    tellRecords({ store, hub, presences }, group, before)
    lag.folded()
  })
  eraser.wake()

  function publish(group: readonly LogEntry[]): void {
    if (hub.size() === 0) return
    const frames = new Map<ChatId, string>()
    const flush = (chat: ChatId): void => {
      const entries = frames.get(chat)
      if (entries === undefined) return
      frames.delete(chat)
      hub.publish(chatTopic(chat), `{"t":"entries","chat":"${chat}","entries":[${entries}]}`)
    }
    for (const logged of group) {
      const { chat, entry, json } = logged
      const { event } = entry
      if (event.type === 'chatCreated') for (const { user } of event.members) join(chat, user)
      const gathered = frames.get(chat)
      frames.set(chat, gathered === undefined ? json : `${gathered},${json}`)
      if ((gathered?.length ?? 0) + json.length > frameCharsMax) flush(chat)
      if (event.type === 'membersAdded') {
        flush(chat)
        for (const user of event.members) join(chat, user)
      }
      if (event.type === 'memberRemoved' || event.type === 'memberLeft') {
        flush(chat)
        part(chat, event.type === 'memberLeft' ? entry.by : event.member)
      }
    }
    for (const chat of frames.keys()) flush(chat)
  }

  /** A new member starts from a snapshot; entries that it contains already are skipped by their seq. */
  function join(chat: ChatId, user: UserId): void {
    const row = store.chats.row(chat)
    const role = row === null ? null : store.chats.roleOf(row.key, user)
    // Gone again within the same group.
    if (row === null || role === null) return
    let frame: string | null = null
    const peer = peerOf(store, row, user)
    for (const listener of hub.of(user)) {
      if (!follows(listener, chat)) continue
      if (frame === null) {
        const chats = [snapshotOf(store, log.epoch, user, row, role)]
        frame = encode({ t: 'chats', chats, people: peopleOf(store, user, chats) })
      }
      listener.link.send(frame)
      listener.link.subscribe(chatTopic(chat))
      if (peer !== null) watch({ store, presences }, listener, [peer])
    }
  }

  function part(chat: ChatId, user: UserId): void {
    for (const listener of hub.of(user)) {
      if (!follows(listener, chat)) continue
      listener.link.unsubscribe(chatTopic(chat))
      listener.link.send(encode({ t: 'gone', chat }))
    }
  }

  return {
    caughtUp: Promise.all([entries.caughtUp, documents.caughtUp]).then(() => undefined),
    lag,
    stop() {
      lag.stop()
      entries.stop()
      documents.stop()
      eraser.stop()
    },
  }
}
