/**
 * Who listens on this node. A link is one live socket; a topic is what links subscribe to, natively: publishing runs no
 * JavaScript per recipient. The hub knows links by user and by device session, for what concerns one person alone.
 */
import type { ChatId, SessionId, UserId } from '@parley/protocol'

declare const topic: unique symbol
export type Topic = string & { readonly [topic]: true }

const topicChars = 27
const isTopic = (text: string): text is Topic => text.length === topicChars
const toTopic = (text: string): Topic => {
  if (!isTopic(text)) throw new Error(`"${text}" is no topic.`)
  return text
}

/** What everybody in a chat hears: its entries, marks and typing. */
export const chatTopic = (chat: ChatId): Topic => toTopic(`c${chat}`)
export const isChatTopic = (topic: Topic): boolean => topic.startsWith('c')
/** What those who may see a person's presence hear. */
export const presenceTopic = (user: UserId): Topic => toTopic(`p${user}`)

/** One socket. Calls after its end do nothing. */
export interface Link {
  send(text: string): void
  subscribe(topic: Topic): void
  unsubscribe(topic: Topic): void
  isSubscribed(topic: Topic): boolean
  /** What `run` sends goes out together. */
  cork(run: () => void): void
  /** Sends to a topic's subscribers but this one. */
  publish(topic: Topic, text: string): void
  close(code: number, reason: string): void
}

/** A link that said who it is. */
export interface Listener {
  /** The link's id. */
  readonly connection: string
  readonly link: Link
  readonly user: UserId
  readonly session: SessionId
  /** Only these chats; `null` is all. */
  readonly only: ReadonlySet<ChatId> | null
}

export interface Hub {
  publish(topic: Topic, text: string): void
  attach(listener: Listener): void
  /** Answers who left, once. */
  detach(connection: string): Listener | null
  of(user: UserId): Iterable<Listener>
  ofSession(session: SessionId): Iterable<Listener>
  size(): number
}

const nobody: readonly Listener[] = []

/** `publish` is the transport's own; `onAttach` hears of each link that said who it is. */
export function createHub(publish: (topic: Topic, text: string) => void, onAttach?: (listener: Listener) => void): Hub {
  const byUser = new Map<UserId, readonly Listener[]>()
  const byConnection = new Map<string, Listener>()
  return {
    publish,
    attach(listener) {
      byUser.set(listener.user, [...(byUser.get(listener.user) ?? nobody), listener])
      byConnection.set(listener.connection, listener)
      onAttach?.(listener)
    },
    detach(connection) {
      const gone = byConnection.get(connection)
      if (gone === undefined) return null
      byConnection.delete(connection)
      const rest = (byUser.get(gone.user) ?? nobody).filter((other) => other !== gone)
      if (rest.length === 0) byUser.delete(gone.user)
      else byUser.set(gone.user, rest)
      return gone
    },
    of: (user) => byUser.get(user) ?? nobody,
    *ofSession(session) {
      for (const listener of byConnection.values()) if (listener.session === session) yield listener
    },
    size: () => byConnection.size,
  }
}

export const follows = ({ only }: Listener, chat: ChatId): boolean => only === null || only.has(chat)
