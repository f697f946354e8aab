/**
 * The truth that every copy is compared with: each chat at each of its seqs, folded once by the protocol's own functions from
 * what was stored, with the words as they were before they were erased.
 */
import { changeOf, type Chat, type ChatId, type Entry, fold, type Message, messageOf } from '@parley/protocol'

export class ChatLedger {
  readonly entries: Entry[] = []
  /** `chats[seq]` is the chat as of that entry. */
  private readonly chats: (Chat | null)[] = [null]
  /** The states of each message, the first ones first. */
  private readonly versions = new Map<number, { readonly asOf: number; readonly message: Message }[]>()

  constructor(readonly id: ChatId) {}

  get seq(): number {
    return this.entries.length
  }

  add(entry: Entry): void {
    this.entries.push(entry)
    this.chats.push(fold(this.chats.at(-1) ?? null, entry, this.id))
    const message = messageOf(entry)
    if (message !== null) this.versions.set(message.seq, [{ asOf: entry.seq, message }])
    const change = changeOf(entry)
    const states = change === null ? undefined : this.versions.get(change.seq)
    const before = states?.at(-1)?.message
    if (change !== null && states !== undefined && before !== undefined)
      states.push({ asOf: entry.seq, message: change.apply(before) })
  }

  entry(seq: number): Entry | undefined {
    return this.entries[seq - 1]
  }

  at(seq: number): Chat | null {
    return this.chats[seq] ?? null
  }

  /** A message as of an entry; `undefined` where it was not posted yet. */
  message(seq: number, asOf: number): Message | undefined {
    return this.versions.get(seq)?.findLast((state) => state.asOf <= asOf)?.message
  }

  /** The states that a message had from an entry on, the one as of it first. */
  statesFrom(seq: number, asOf: number): readonly Message[] {
    const states = this.versions.get(seq) ?? []
    const first = states.findLastIndex((state) => state.asOf <= asOf)
    return states.slice(Math.max(0, first)).map(({ message }) => message)
  }

  /** The seqs of all messages up to an entry, ascending. */
  *messageSeqs(upTo: number): Iterable<number> {
    for (const seq of this.versions.keys()) if (seq <= upTo) yield seq
  }
}

export class Ledger {
  readonly chats = new Map<ChatId, ChatLedger>()

  add(id: ChatId, entry: Entry): void {
    const chat = this.chats.get(id) ?? new ChatLedger(id)
    this.chats.set(id, chat)
    chat.add(entry)
  }

  of(id: ChatId): ChatLedger | undefined {
    return this.chats.get(id)
  }
}
