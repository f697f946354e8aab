/**
 * Somebody comes who may have been on another node a moment ago: logged in there, changed settings there, read entries there.
 * What they have seen must be in this node's store before they are answered from it.
 */
import { type ChatId, type Epoch, isChatId, type SessionId, type UpFrames, type UserId } from '@parley/protocol'
import type { Lag } from '../feed/lag.ts'
import type { Store } from '../store/main.ts'
import { accountKey, sessionKey, settingsKey } from '../store/recordKeys.ts'

/** Chats that are looked at for one hello, which a client can make up. The store that has these has nearly all of the rest. */
const chatsMax = 256

interface Comer {
  readonly user: UserId
  readonly session: SessionId
}

/** Settles when the store has all that they have seen and the log and records have. Throws `unavailable`. */
export async function awaitSeen(
  { store, lag, epoch }: { readonly store: Store; readonly lag: Lag; readonly epoch: Epoch },
  { user, session }: Comer,
  { cursors, chats, settings = 0 }: UpFrames['hello'],
): Promise<void> {
  if (store.people.get(user, user) === null) await lag.record(accountKey(user))
  if (!store.people.isLive(session)) await lag.record(sessionKey(user, session))
  if (!store.people.isLive(session)) return
  if (settings > store.revision()) await lag.records(settingsKey(user))
  const ahead = aheadOf(store, cursors?.[epoch] ?? {}, chats)
  if (ahead.length > 0) await Promise.all(ahead.map((chat) => lag.chat(chat)))
}

function aheadOf(store: Store, cursors: Readonly<Record<string, number>>, only?: readonly ChatId[]): ChatId[] {
  const ahead: ChatId[] = []
  for (const [chat, seq] of Object.entries(cursors)) {
    if (!isChatId(chat) || seq <= (store.chats.row(chat)?.seq ?? 0)) continue
    if (only === undefined || only.includes(chat)) ahead.push(chat)
    if (ahead.length === chatsMax) break
  }
  return ahead
}
