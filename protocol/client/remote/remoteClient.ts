/** A client as another thread has it. `createRemoteClient` makes one. */
import type { ChatId } from '../../ids.ts'
import type { Client } from '../client.ts'

/**
 * What it shows is what the host's client showed a moment ago: the same values, each the same object until it changes. What it
 * is told to do is done by the host, in the order in which it was told.
 */
export interface RemoteClient extends Omit<Client, 'start' | 'stop'> {
  /**
   * Resolves when the newest chats, `me`, `state` and the settings are here; more chats follow. Rejects with a `FailureError`
   * where it is closed before.
   */
  readonly opened: Promise<void>
  /**
   * Mirrors this chat's messages until a second after the result was called. Before and after that, `chat(id).messages` are
   * only the last one, or the unread ones (at most `unlookedMessagesMax`). Counted; an open visit looks at its chat too.
   */
  look(chat: ChatId): () => void
  /** Are this chat's messages mirrored whole now? */
  isLooked(chat: ChatId): boolean
  /** What waits is rejected with `unavailable`; what was stored is still sent by the host. */
  close(): void
}
