/** Folds a chat's checked entries, and says where a device's kept messages are others. */
import {
  changeOf,
  type Codec,
  type Entry,
  interpreted,
  type Message,
  messageOf,
  WireEntrySchema,
} from '@parley/protocol'
import { canonical, type SealedEntry } from '@parley/protocol/chain'
import type { KeptChat } from './keptChat.ts'

interface KeptFlaw {
  readonly seq: number
  readonly why: string
}

export interface Comparison {
  add(entry: SealedEntry): void
  /** After the last entry. The first message that is another one. */
  flaw(): KeptFlaw | null
}

const isWireEntry = interpreted(WireEntrySchema)

export function compareKept(kept: KeptChat, codec: Codec): Comparison {
  const seqs = new Set(kept.messages.map(({ seq }) => seq))
  const messages = new Map<number, Message>()
  const deletedSince = new Set<number>()
  let last = 0

  const toEntry = ({ json }: SealedEntry): Entry | null => {
    const value: unknown = JSON.parse(json)
    return isWireEntry(value) ? codec.toEntry(value) : null
  }
  return {
    add(sealed) {
      last = sealed.seq
      const entry = toEntry(sealed)
      if (entry === null) return
      const change = changeOf(entry)
      if (entry.seq > kept.seq) {
        if (entry.event.type === 'messageDeleted') deletedSince.add(entry.event.seq)
        return
      }
      const message = messageOf(entry)
      if (message !== null && seqs.has(message.seq)) messages.set(message.seq, message)
      const changed = change === null ? undefined : messages.get(change.seq)
      if (change !== null && changed !== undefined) messages.set(change.seq, change.apply(changed))
    },
    flaw() {
      if (kept.seq > last)
        return { seq: last + 1, why: `This device has seen entry ${kept.seq}, and the chat ends with entry ${last}.` }
      for (const message of kept.messages) {
        const told = messages.get(message.seq)
        if (told === undefined)
          return { seq: message.seq, why: 'This device has a message there, and the chat has none.' }
        // Its words were erased when it was deleted, which this device has yet to hear.
        if (told.content.kind === 'deleted' && deletedSince.has(message.seq)) continue
        if (canonical(told) !== canonical(message))
          return { seq: message.seq, why: 'The message there is not the one that this device was told.' }
      }
      return null
    },
  }
}
