/** Carries the entries of all chats from one log into another, goes on where it ended, and compares them afterwards. */
import { type ChatId, failure, FailureError } from '@parley/protocol'
import { verify, zeroHash } from '../log/chain.ts'
import type { AuditableLog, Head, ImportingLog, SealedEntry } from '../log/log.ts'
import { atOnce } from './atOnce.ts'

/** Entries and characters that become durable at once. */
const pageEntries = 256
const pageCharsMax = 500_000
const chatsPage = 200
/** Chats that are carried at the same time: an append to a cluster waits for a quorum. */
const chatsAtOnce = 32
/** Of one page, while nobody knows whether it was stored. */
const triesMax = 5

export interface Counts {
  readonly chats: number
  readonly entries: number
}

/** `onEntries` is told how many more were dealt with. Throws `conflict` where the target holds what the source does not. */
export async function copyEntries(
  from: AuditableLog,
  to: ImportingLog,
  onEntries: (count: number) => void,
): Promise<void> {
  await eachChat(to, async (chat) => {
    if (from.sealed(chat, 0, 1).length === 0) throw foreign(chat)
  })
  await eachChat(from, (chat) => copyChat(chat, from, to, onEntries))
}

async function copyChat(
  chat: ChatId,
  from: AuditableLog,
  to: ImportingLog,
  onEntries: (count: number) => void,
): Promise<void> {
  const damage = from.damageOf(chat)
  if (damage !== null) throw damaged(chat, damage)
  const { seq: there } = await to.head(chat)
  const erased: number[] = []
  let after = 0
  for (let page = pageOf(from, chat, after); page.length > 0; page = pageOf(from, chat, after)) {
    const known = page.filter(({ seq }) => seq <= there)
    erased.push(...erasedSince(chat, known, to.sealed(chat, after, known.length)))
    after += known.length
    const fresh = page.slice(known.length)
    if (fresh.length > 0) await importPage(chat, after, fresh, to)
    after += fresh.length
    onEntries(page.length)
  }
  if (there > after) throw foreign(chat)
  await to.redact(chat, erased)
}

async function importPage(chat: ChatId, after: number, page: readonly SealedEntry[], to: ImportingLog): Promise<void> {
  const last = page.at(-1)
  for (let tries = 0; tries < triesMax; tries++) {
    try {
      if (await to.importSealed(chat, after, page)) return
    } catch (error) {
      if (error instanceof FailureError) throw error
      // Nobody knows whether it was stored: the head says.
    }
    const head = await to.head(chat)
    if (head.seq === last?.seq && head.hash === last.hash) return
    if (head.seq !== after) throw foreign(chat)
  }
  throw new FailureError(
    failure('unavailable', `Entries of chat ${chat} could not be stored. Run the same command again.`),
  )
}

/** Places whose words were erased in the source after they had been carried over. */
function erasedSince(chat: ChatId, source: readonly SealedEntry[], target: readonly SealedEntry[]): readonly number[] {
  return source.flatMap((entry, place) => {
    const other = target[place]
    if (other === undefined || other.hash !== entry.hash) throw foreign(chat)
    if (isSame(entry, other)) return []
    if (entry.salt !== null || other.salt === null) throw foreign(chat)
    return [entry.seq]
  })
}

/** Every entry of both, every hash computed anew, and both heads. Throws where they are not the same. */
export async function compareEntries(
  from: AuditableLog,
  to: AuditableLog,
  onEntries: (count: number) => void,
): Promise<Counts> {
  let [chats, entries] = [0, 0]
  await eachChat(to, async (chat) => {
    if (from.sealed(chat, 0, 1).length === 0) throw foreign(chat)
  })
  await eachChat(from, async (chat) => {
    let head: Head = { seq: 0, hash: zeroHash }
    for (let page = pageOf(from, chat, 0); page.length > 0; page = pageOf(from, chat, head.seq)) {
      const copies = to.sealed(chat, head.seq, page.length)
      const verdict = verify(chat, head, copies)
      if (verdict.type === 'broken') throw damaged(chat, `Entry ${verdict.seq}: ${verdict.why}`)
      if (copies.length < page.length || !page.every((entry, place) => isSame(entry, copies[place])))
        throw foreign(chat)
      head = verdict.head
      onEntries(page.length)
    }
    for (const log of [from, to]) {
      const { seq, hash } = await log.head(chat)
      if (seq !== head.seq || hash !== head.hash)
        throw new FailureError(
          failure('conflict', `Somebody wrote to chat ${chat} meanwhile. Stop all servers, and run the same again.`),
        )
    }
    chats += 1
    entries += head.seq
  })
  return { chats, entries }
}

const isSame = (one: SealedEntry, other: SealedEntry | undefined): boolean =>
  other !== undefined &&
  one.seq === other.seq &&
  one.json === other.json &&
  one.hash === other.hash &&
  one.salt === other.salt &&
  one.contentHash === other.contentHash

function pageOf(log: AuditableLog, chat: ChatId, after: number): readonly SealedEntry[] {
  let chars = 0
  return log.sealed(chat, after, pageEntries).filter(({ json }, place) => {
    chars += json.length
    return place === 0 || chars <= pageCharsMax
  })
}

async function eachChat(log: AuditableLog, work: (chat: ChatId) => Promise<void>): Promise<void> {
  await atOnce(chatsOf(log), chatsAtOnce, work)
}

function* chatsOf(log: AuditableLog): Generator<ChatId, void, void> {
  for (let page = log.chats('', chatsPage); page.length > 0; page = log.chats(page.at(-1) ?? '', chatsPage)) yield* page
}

const foreign = (chat: ChatId): FailureError =>
  new FailureError(
    failure('conflict', `The target holds what the source does not, in chat ${chat}. Name a target that is empty.`),
  )
const damaged = (chat: ChatId, why: string): FailureError =>
  new FailureError(
    failure(
      'conflict',
      `Chat ${chat} is damaged, and nothing that is damaged is moved. ${why} Restore a backup first.`,
    ),
  )
