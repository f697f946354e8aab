/** What clients show: each view is the fold of a prefix of the log, and at the end of all of it. */
import { countsAsUnread } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import type { Device } from '../device.ts'
import type { ChatLedger } from '../ledger.ts'
import type { Checked } from './checks.ts'
import { chatDiffers, messageDiffers } from './same.ts'

export function createViews({ world, disk }: Checked): { check(device: Device, isFinal: boolean): void } {
  /** A view is the same object until something changes. */
  const seen = new WeakSet<ChatView>()

  function check(device: Device, view: ChatView, isFinal: boolean): string | null {
    const ledger = disk.ledger.of(view.id)
    if (ledger === undefined || view.seq > ledger.seq) return 'It is ahead of the log.'
    if (view.epoch !== disk.log.epoch) return 'It is of another epoch.'
    // What waits is folded in, and nobody said yes to it.
    if (view.pending.size > 0) return null
    const truth = ledger.at(view.seq)
    const differs = chatDiffers(view, truth)
    if (differs !== null) return differs
    if (view.role !== (truth?.members.get(device.user) ?? null)) return `The reader is ${view.role ?? 'out'} in it.`
    return messagesDiffer(view, ledger, isFinal) ?? (isFinal ? unreadDiffers(device, view, ledger) : null)
  }

  function messagesDiffer({ messages, seq, hasOlder }: ChatView, ledger: ChatLedger, isFinal: boolean): string | null {
    const from = hasOlder ? (messages[0]?.seq ?? seq + 1) : 1
    const due = [...ledger.messageSeqs(seq)].filter((place) => place >= from)
    if (due.length !== messages.length || due.some((place, at) => messages[at]?.seq !== place))
      return `It shows messages ${messages.map((message) => message.seq).join(' ')} and not ${due.join(' ')}.`
    for (const message of messages) {
      const differs = messageDiffers(ledger, message, seq, isFinal)
      if (differs !== null) return differs
    }
    return null
  }

  function unreadDiffers(device: Device, { seq, read, unread, messages }: ChatView, ledger: ChatLedger): string | null {
    // Of what was deleted before its window it cannot know whether it was unread.
    const from = messages[0]?.seq ?? seq + 1
    if (from > read + 1 && from > 1) return null
    let count = 0
    for (const place of ledger.messageSeqs(seq)) {
      const message = place > read ? ledger.message(place, seq) : undefined
      if (message !== undefined && message.by !== device.user && countsAsUnread(message)) count++
    }
    return count === unread ? null : `It says that ${unread} are unread, and ${count} are (read ${read}).`
  }

  return {
    check(device, isFinal) {
      for (const view of device.client?.chats() ?? []) {
        if (seen.has(view) && !isFinal) continue
        seen.add(view)
        const why = check(device, view, isFinal)
        if (why !== null)
          world.fail(isFinal ? 'agreement' : 'prefix', `${device.name} at ${view.seq} of ${view.id}: ${why}`)
      }
    },
  }
}
