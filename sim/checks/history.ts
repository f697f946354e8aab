/** The whole log, once: dense, whole, without repeats, in each author's order, and nothing in it that the rules refuse. */
import { decide, type MessageFacts } from '@parley/protocol'
import { verify, zeroHash } from '../../server/log/chain.ts'
import type { Disk } from '../disk.ts'
import type { ChatLedger } from '../ledger.ts'
import type { World } from '../world.ts'
import type { Diary } from './diary.ts'
import { factsAt } from './refusal.ts'

export function checkHistory(world: World, disk: Disk, diary: Diary): void {
  kept(world, disk, diary)
  for (const chat of disk.ledger.chats.values()) {
    dense(world, disk, chat)
    once(world, chat)
    authority(world, chat, diary)
    order(world, chat, diary)
  }
}

/** What was typed and kept is in the log at last, or was refused. */
function kept(world: World, { ledger }: Disk, diary: Diary): void {
  const stored = new Set<string>()
  for (const { id, entries } of ledger.chats.values())
    for (const { by, cause } of entries) stored.add(`${id} ${by} ${cause}`)
  const lost = diary.lost((key) => stored.has(key))
  if (lost !== null) world.fail('kept', `Lost without a word: ${lost}.`)
}

function dense(world: World, { log }: Disk, chat: ChatLedger): void {
  chat.entries.forEach(({ seq }, place) => {
    if (seq !== place + 1) world.fail('dense', `Entry ${place + 1} of ${chat.id} has seq ${seq}.`)
  })
  const verdict = verify(chat.id, { seq: 0, hash: zeroHash }, log.sealed(chat.id, 0, chat.seq))
  if (verdict.type === 'broken')
    world.fail('dense', `The chain of ${chat.id} is broken at ${verdict.seq}: ${verdict.why}`)
  else if (verdict.head.seq !== chat.seq) world.fail('dense', `The log of ${chat.id} ends at ${verdict.head.seq}.`)
}

function once(world: World, { id, entries }: ChatLedger): void {
  const seen = new Map<string, number>()
  for (const { by, cause, seq } of entries) {
    const before = seen.get(by + cause)
    if (before !== undefined) world.fail('once', `Submission ${cause} is entry ${before} and ${seq} of ${id}.`)
    seen.set(by + cause, seq)
  }
}

function authority(world: World, chat: ChatLedger, diary: Diary): void {
  for (const { seq, by, cause, event } of chat.entries) {
    const submission = diary.find(chat.id, by, cause)
    if (submission === undefined) {
      world.fail('authority', `Nobody submitted entry ${seq} of ${chat.id}.`)
      return
    }
    const message = (place: number): MessageFacts | undefined => factsAt(chat, place, seq - 1)
    const decision = decide(chat.at(seq - 1), submission.command, { by, message })
    if (decision.type === 'rejected')
      world.fail(
        'authority',
        `Entry ${seq} of ${chat.id} (${event.type}) had to be refused: ${decision.failure.message}`,
      )
    else if (!Bun.deepEquals(decision.event, event))
      world.fail('authority', `Entry ${seq} of ${chat.id} says something else than its submission means.`)
  }
}

function order(world: World, chat: ChatLedger, diary: Diary): void {
  const last = new Map<string, { readonly order: number; readonly cause: string }>()
  for (const { by, cause } of chat.entries) {
    const submission = diary.find(chat.id, by, cause)
    if (submission === undefined || submission.wasRefused) continue
    const { device, order } = submission
    const before = last.get(device)
    if (before !== undefined && before.order > order)
      world.fail('order', `${device} submitted ${cause} before ${before.cause}, and in ${chat.id} it stands after it.`)
    last.set(device, { order, cause })
  }
}
