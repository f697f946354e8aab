/**
 * The log in a stream of NATS JetStream, for a cluster: one subject for each chat, one message for each append. The chat's last
 * message is the lock, as its head is elsewhere: a message is taken only after the one that its writer saw.
 *
 *     append ─▶ publish, expecting the chat's last message ─▶ servers (a quorum, synced) ─▶ tail ─▶ copy ─▶ followers ─▶ stored
 *     read   ─▶ the leader's last message of the chat ─▶ when the tail has it ─▶ copy
 *
 * Every node has the whole log in a file of its own (the copy): what is asked at once (`readNow`, `sealed`) is read there, and
 * it is thrown away without loss. Positions are the copy's; a store built from one copy must not go on with another (`copyId`).
 *
 * The servers decide who wins, and the fold looks again: what does not follow the chat's last message is void on every node.
 * Appends of one chat go one after the other: the place of the next message in the stream cannot be foretold.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import { type ChatId, type Epoch, failure, FailureError } from '@parley/protocol'
import type { CopyFile } from '../cluster/copyFile.ts'
import { type Clock, pauseOf, wait } from '../cluster/patience.ts'
import { createPublisher } from '../cluster/publisher.ts'
import type { Sender } from '../cluster/sender.ts'
import type { LogStream } from '../cluster/streams.ts'
import { startTail } from '../cluster/tail.ts'
import { createUnderWay } from '../cluster/underWay.ts'
import { entryText, wholeText } from './canonical.ts'
import { hashEntry, newSalt } from './chain.ts'
import { createFollowers } from './following.ts'
import { type ChatHead, type LogCopy, openLogCopy } from './jetstreamCopy.ts'
import { createErasing } from './jetstreamErase.ts'
import { encodeMessage } from './jetstreamMessage.ts'
import { refuseForeign } from './imported.ts'
import type { Appended, Draft, Following, ImportingLog, LogEntry, SealedEntry } from './log.ts'

/** While others erase, or have an append in flight, the head stays and the chat's last message changes. */
const triesMax = 40

export interface JetstreamLogOptions {
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
  readonly sender: Sender
  readonly streams: LogStream
  readonly epoch: Epoch
  readonly file: CopyFile
  readonly env: Clock
  readonly newId: () => string
  onDefect(error: unknown): void
  /** Called when the tail begins: `applied` is the last message of the stream that the copy has. */
  onTail?(applied: () => number): void
}

export interface JetstreamLog extends ImportingLog {
  /** The last message of the stream that this node's copy has. */
  applied(): number
}

/** Settles when the copy has everything that is in the stream now. Closing it leaves the connection and the file open. */
export async function openJetstreamLog(options: JetstreamLogOptions): Promise<JetstreamLog> {
  const { client, manager, sender, streams, epoch, file, env, newId, onDefect } = options
  const copy = openLogCopy(file.db, streams.chats, onDefect)
  const followings = new Set<Following>()
  const queues = new Map<ChatId, Promise<unknown>>()
  const underWay = createUnderWay()
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed)
      throw new FailureError(failure('unavailable', 'The log is closed. Try again when the server is back.'))
  }
  const followers = createFollowers<LogEntry>(copy.lastPosition(), {
    placeOf: (entry) => entry.position,
    page: copy.page,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    onDefect,
  })
  const tail = startTail({
    client,
    manager,
    stream: streams.stream,
    subject: '>',
    after: copy.progress(),
    env,
    onDefect,
    onMessages(messages) {
      const folded = copy.fold(messages)
      if (folded.type === 'gap') return erasing.missing(folded.gap).then((found) => copy.recover(folded.gap, found))
      if (folded.hasErased) file.clean()
      if (folded.entries.length > 0) followers.tell(folded.entries)
      return null
    },
  })
  options.onTail?.(tail.applied)
  const isStopped = (): boolean => isClosed
  const { stream } = streams
  const publisher = createPublisher({ sender, manager, stream, tail, isKept: true, env, newId, isStopped })
  const erasing = createErasing({ manager, publisher, streams, copy, env, isStopped })
  const subjectOf = (chat: ChatId): string => `${streams.chats}.${chat}`

  /** The chat's head as the leader has it. */
  const headOf = async (chat: ChatId): Promise<ChatHead> => {
    const last = await publisher.caughtUp(subjectOf(chat))
    // A server whose disk rots leaves a message out and says nothing; the next one would show it.
    if (last > copy.head(chat).message && copy.damageOf(chat) === null) copy.missed(chat, last)
    refuseDamaged(copy, chat)
    return copy.head(chat)
  }

  const append = async (chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended> => {
    refuseDamaged(copy, chat)
    let head = copy.head(chat)
    if (head.seq < after || drafts.length === 0) head = await headOf(chat)
    for (let tries = 0; tries < triesMax; tries++) {
      if (head.seq !== after) return { type: 'conflict' }
      if (drafts.length === 0) return { type: 'stored', entries: [] }
      const entries = seal(chat, head, drafts, env)
      const data = encodeMessage({ type: 'entries', after, prev: head.message, replaces: 0, entries })
      const outcome = await publisher.publish({ subject: subjectOf(chat), data, expected: head.message })
      switch (outcome.type) {
        case 'landed': {
          const damage = copy.damageOf(chat)
          if (damage !== null) return { type: 'unknown', cause: new Error(damage) }
          const position = copy.positionOf(chat, outcome.seq, after)
          return position === null
            ? { type: 'conflict' }
            : { type: 'stored', entries: placed(chat, position, entries, drafts) }
        }
        case 'unknown':
          return outcome
        case 'lost':
          if (copy.head(chat).message === head.message) await wait(env, pauseOf(env))
          head = await headOf(chat)
      }
    }
    throw new FailureError(failure('unavailable', 'Others kept writing to the chat. Try again.', 1_000))
  }

  const importSealed = async (chat: ChatId, after: number, entries: readonly SealedEntry[]): Promise<boolean> => {
    refuseDamaged(copy, chat)
    const head = copy.head(chat).seq < after ? await headOf(chat) : copy.head(chat)
    if (head.seq !== after) return false
    refuseForeign(chat, head, entries)
    const data = encodeMessage({ type: 'entries', after, prev: head.message, replaces: 0, entries })
    const outcome = await publisher.publish({ subject: subjectOf(chat), data, expected: head.message })
    if (outcome.type === 'unknown')
      throw new Error('Nobody knows whether entries were stored.', { cause: outcome.cause })
    return outcome.type === 'landed' && copy.positionOf(chat, outcome.seq, after) !== null
  }

  /** After what this chat waits for already. */
  const inTurn = <Result>(chat: ChatId, run: () => Promise<Result>): Promise<Result> => {
    const before = queues.get(chat) ?? Promise.resolve()
    const result = before.then(run, run)
    queues.set(chat, result)
    return underWay.track(result).finally(() => {
      if (queues.get(chat) === result) queues.delete(chat)
    })
  }

  await publisher.filled()

  return {
    epoch,
    applied: tail.applied,
    async head(chat) {
      refuseClosed()
      const { seq, hash } = await underWay.track(headOf(chat))
      return { seq, hash }
    },
    async append(chat, after, drafts) {
      refuseClosed()
      return inTurn(chat, () => append(chat, after, drafts))
    },
    async read(chat, after, limit) {
      refuseClosed()
      await underWay.track(headOf(chat))
      return copy.read(chat, after, limit)
    },
    readNow(chat, after, upTo, limit) {
      refuseClosed()
      return copy.readNow(chat, after, upTo, limit)
    },
    follow(after, onEntries) {
      refuseClosed()
      const following = followers.follow(after, onEntries)
      followings.add(following)
      return {
        caughtUp: following.caughtUp,
        stop() {
          followings.delete(following)
          following.stop()
        },
      }
    },
    async redact(chat, seqs) {
      refuseClosed()
      if (seqs.length === 0) return
      await underWay.track(erasing.erase(chat, seqs))
    },
    sealed(chat, after, limit) {
      refuseClosed()
      return copy.sealed(chat, after, limit)
    },
    async importSealed(chat, after, entries) {
      refuseClosed()
      return inTurn(chat, () => importSealed(chat, after, entries))
    },
    damageOf: copy.damageOf,
    chats(after, limit) {
      refuseClosed()
      return copy.chats(after, limit)
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await underWay.settled()
      await tail.stop()
      for (const following of followings) following.stop()
      followings.clear()
      copy.close()
    },
  }
}

function refuseDamaged(copy: LogCopy, chat: ChatId): void {
  const damage = copy.damageOf(chat)
  if (damage === null) return
  throw new FailureError(
    failure(
      'unavailable',
      `The log of this chat is damaged, and nothing is added to it until that is mended. ${damage}`,
    ),
  )
}

function seal(
  chat: ChatId,
  head: ChatHead,
  drafts: readonly Draft[],
  env: Pick<Clock, 'random'>,
): readonly SealedEntry[] {
  let before = head.hash
  return drafts.map((draft, place) => {
    const seq = head.seq + 1 + place
    const text = entryText(seq, draft)
    const salt = text.content === null ? null : newSalt(env)
    before = hashEntry(before, chat, text, salt ?? '')
    return { seq, json: wholeText(text), hash: before, salt, contentHash: null }
  })
}

const placed = (
  chat: ChatId,
  first: number,
  sealed: readonly SealedEntry[],
  drafts: readonly Draft[],
): readonly LogEntry[] =>
  sealed.flatMap(({ seq, json }, place) => {
    const draft = drafts[place]
    if (draft === undefined) return []
    const { at, by, cause, event } = draft
    return { position: first + place, chat, entry: { seq, at, by, cause, event }, json }
  })
