/** What the server says: entries that are in the log, snapshots and counts that are right as of their seq. */
import {
  type ChatId,
  countsAsUnread,
  createCodec,
  type DownFrames,
  type Entry,
  type Failure,
  failures,
  interpreted,
  type Snapshot,
  type SubmissionId,
  type UserId,
} from '@parley/protocol'
import type { Checked } from './checks.ts'
import { chatDiffers, messageDiffers } from './same.ts'

const codec = createCodec(interpreted)

export interface Wire {
  published(text: string): void
  told(device: string, text: string): void
  sent(device: string, text: string): void
  entry(chat: ChatId, entry: Entry, who: string): void
  /** Whose device it is. */
  readonly owners: Map<string, UserId>
}

/** `onRefused`: for good, whether its author hears of it or not. */
export function createWire(
  { world, disk }: Checked,
  onRefused: (chat: ChatId, by: UserId, id: SubmissionId, failure: Failure) => void,
): Wire {
  const { ledger } = disk
  const owners = new Map<string, UserId>()
  /** Devices that were welcomed and have not all they missed. */
  const resuming = new Set<string>()
  let last = ''
  let lastChat: ChatId | null = null
  let lastEntries: readonly number[] = []

  function entry(chat: ChatId, entry: Entry, who: string): void {
    const stored = ledger.of(chat)?.entry(entry.seq)
    const isSame =
      stored !== undefined &&
      (Bun.deepEquals(stored, entry) ||
        // Its words were erased since.
        ('content' in entry.event &&
          entry.event.content.kind === 'deleted' &&
          Bun.deepEquals({ ...stored, event: null }, { ...entry, event: null }) &&
          stored.event.type === entry.event.type))
    if (!isSame)
      world.fail('durable', `${who} entry ${entry.seq} of ${chat} (${entry.cause}), which the log does not hold.`)
  }

  function entries(text: string): void {
    // What several are sent is looked at once.
    if (text === last) return
    last = text
    const decoded = codec.decodeDown(text)
    if (!('frame' in decoded) || decoded.frame.t !== 'entries') {
      world.fail('defect', `The server says what the protocol does not know: ${text.slice(0, 200)}`)
      return
    }
    const { chat } = decoded.frame
    lastChat = chat
    lastEntries = decoded.frame.entries.map(({ seq }) => seq)
    for (const wire of decoded.frame.entries) entry(chat, codec.toEntry(wire), 'The server told')
  }

  /** Whoever hears an entry was a member when it was made, is one by it, or became one later. */
  function mayHear(device: string): void {
    const user = owners.get(device)
    const its = lastChat === null ? undefined : ledger.of(lastChat)
    if (user === undefined || its === undefined) return
    for (const seq of lastEntries) {
      if (its.at(seq - 1)?.members.has(user) === true || its.at(seq)?.members.has(user) === true) continue
      let later = seq + 1
      while (later <= its.seq && its.at(later)?.members.has(user) !== true) later++
      if (later <= its.seq) continue
      world.fail('removed', `${device} was told entry ${seq} of ${its.id}, and ${user} was no member any more.`)
    }
  }

  const unreadOf = (user: UserId, chat: ChatId, read: number, seq: number): number => {
    const its = ledger.of(chat)
    let count = 0
    for (const place of its?.messageSeqs(seq) ?? []) {
      const message = place > read ? its?.message(place, seq) : undefined
      if (message !== undefined && message.by !== user && countsAsUnread(message)) count++
    }
    return count
  }

  function counted(user: UserId, said: Pick<DownFrames['unread'], 'chat' | 'read' | 'unread' | 'seq'>): void {
    const { chat, read, unread, seq } = said
    const due = unreadOf(user, chat, read, seq)
    if (unread !== due)
      world.fail(
        'agreement',
        `The server counts ${unread} unread in ${chat} at ${seq} after ${read}, and there are ${due}.`,
      )
    const kept = disk.readsOf(user, chat)
    if (!kept.includes(read))
      world.fail('durable', `The server says that ${read} of ${chat} was read, and the record says ${kept.at(-1)}.`)
  }

  function snapshot(user: UserId, said: Snapshot): void {
    const { chat, seq, members = null, role, last: message } = said
    const its = ledger.of(chat)
    const truth = its?.at(seq) ?? null
    const fail = (why: string): void => world.fail('agreement', `A snapshot of ${chat} at ${seq}: ${why}`)
    const differs = chatDiffers({ ...said, members }, truth)
    if (differs !== null || its === undefined) return fail(differs ?? 'There is no such chat.')
    if (truth?.members.get(user) !== role) return fail(`Its reader is not ${role}.`)
    if (message !== undefined) {
      const wrong = messageDiffers(its, codec.toMessage(message), seq, true)
      if (wrong !== null) return fail(wrong)
    }
    counted(user, said)
  }

  return {
    owners,
    entry,
    published(text) {
      if (text.startsWith('{"t":"entries"')) entries(text)
    },
    told(device, text) {
      if (!text.startsWith('{"t":"entries"')) return
      entries(text)
      mayHear(device)
    },
    sent(device, text) {
      if (text.startsWith('{"t":"entries"')) {
        world.reach(resuming.has(device) ? 'resumed by entries' : 'told a repeat')
        entries(text)
        mayHear(device)
        return
      }
      if (text.startsWith('{"t":"welcome"')) resuming.add(device)
      if (text.startsWith('{"t":"ready"')) resuming.delete(device)
      const user = owners.get(device)
      if (user === undefined || !/^{"t":"(?:chats|unread|rejected)"/.test(text)) return
      const decoded = codec.decodeDown(text)
      if (!('frame' in decoded)) return
      const { frame } = decoded
      if (frame.t === 'rejected') {
        if (frame.failure.code === 'overloaded') world.reach('mailbox full')
        if (failures[frame.failure.code].retry === 'later') world.reach('refused for now')
        else onRefused(frame.chat, user, frame.id, frame.failure)
      }
      if (frame.t === 'unread') counted(user, frame)
      if (frame.t !== 'chats') return
      if (resuming.has(device)) world.reach('resumed by a snapshot')
      for (const one of frame.chats) snapshot(user, one)
    },
  }
}
