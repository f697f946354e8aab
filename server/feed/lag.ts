/**
 * What others have written and this node's store does not have yet. Before a node says no to somebody who may have seen more
 * on another node, it looks once at the log or the records, and waits until its store has what is there.
 *
 *     no, says the store ─▶ look (the leader) ─▶ nothing more there: no
 *                                            └─▶ more: wait for the feed, ask the store again
 *
 * It guarantees that a look sees everything that was stored when it began. It waits `waitMs` at most; then whoever asks is told
 * to go elsewhere. Where all is well nobody looks, and a feed that nobody waits for costs a comparison.
 */
import { type ChatId, failure, FailureError } from '@parley/protocol'
import type { Log } from '../log/log.ts'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'

/** Each settles when the store has what is there: `true` where it had less. Throws `unavailable`. */
export interface Lag {
  /** The chat's entries. */
  chat(chat: ChatId): Promise<boolean>
  record(key: string): Promise<boolean>
  /** The records under a prefix. Of one that was removed it need not hear. */
  records(prefix: string): Promise<boolean>
  /** An entry that is known to be stored: does not look. `false` where it took too long. Never throws. */
  entry(chat: ChatId, seq: number): Promise<boolean>
}

export interface FeedLag extends Lag {
  /** The store has folded something. */
  folded(): void
  /** Nothing will be folded any more. */
  stop(): void
}

interface LagParts {
  readonly log: Pick<Log, 'head'>
  readonly records: Pick<Records, 'get' | 'list'>
  readonly store: Pick<Store, 'chats' | 'revision'>
  readonly env: { after(ms: number, run: () => void): () => void }
}

const waitMs = 5_000
/** Who waits at a time. More are told to go elsewhere at once. */
const waitingMax = 4_096

interface Waiting {
  isReached(): boolean
  settle(refusal: FailureError | null): void
}

export function createLag({ log, records, store, env }: LagParts): FeedLag {
  const waiting = new Set<Waiting>()
  const seqOf = (chat: ChatId): number => store.chats.row(chat)?.seq ?? 0

  const until = (isReached: () => boolean): Promise<void> => {
    if (isReached()) return Promise.resolve()
    if (waiting.size >= waitingMax) return Promise.reject(behind())
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const one: Waiting = {
      isReached,
      settle(refusal) {
        cancel()
        waiting.delete(one)
        if (refusal === null) resolve()
        else reject(refusal)
      },
    }
    const cancel = env.after(waitMs, () => one.settle(behind()))
    waiting.add(one)
    return promise
  }

  const reach = async (at: () => number, there: Promise<number>): Promise<boolean> => {
    const before = at()
    const goal = await there
    await until(() => at() >= goal)
    return goal > before
  }

  return {
    chat: (chat) =>
      reach(
        () => seqOf(chat),
        log.head(chat).then(({ seq }) => seq),
      ),
    record: (key) =>
      reach(
        store.revision,
        records.get(key).then((record) => record?.revision ?? 0),
      ),
    records: (prefix) =>
      reach(
        store.revision,
        records.list(prefix).then((all) => all.reduce((last, { revision }) => Math.max(last, revision), 0)),
      ),
    entry: (chat, seq) =>
      until(() => seqOf(chat) >= seq).then(
        () => true,
        () => false,
      ),
    folded() {
      for (const one of waiting) if (one.isReached()) one.settle(null)
    },
    stop() {
      for (const one of waiting) one.settle(behind())
    },
  }
}

/** Asks the store; where it says no, asks it once more when it has what the chat's log has. */
export async function notBehind<Answer>(lag: Lag, chat: ChatId, ask: () => Answer): Promise<Answer> {
  try {
    return ask()
  } catch (error) {
    return askAgain(lag, chat, error, ask)
  }
}

/** For who has asked and heard `error`. */
export async function askAgain<Answer>(lag: Lag, chat: ChatId, error: unknown, ask: () => Answer): Promise<Answer> {
  const isNo =
    error instanceof FailureError && (error.failure.code === 'notFound' || error.failure.code === 'forbidden')
  if (!isNo || !(await lag.chat(chat))) throw error
  return ask()
}

const behind = (): FailureError =>
  new FailureError(
    failure('unavailable', 'This node is behind the others. Come back in a moment, or to another node.', 1_000),
  )
