/** What was submitted by whom and when, and what its author was told of it. */
import { type ChatId, type Command, type Failure, failures, type SubmissionId, type UserId } from '@parley/protocol'
import type { Client } from '@parley/protocol/client'
import { refusedWrongly } from './refusal.ts'
import type { Checked, Keeping, Settling, Submitting } from './checks.ts'

interface Submission {
  readonly chat: ChatId
  readonly command: Command
  readonly device: string
  /** Ascending over all submissions. One that was refused and is submitted again is a new one. */
  order: number
  told: 'nothing' | 'stored' | 'refused'
  /**
   * The server refused it for good once. Where its author did not hear of that it comes again, and may then be allowed: it has
   * no place among the others any more.
   */
  wasRefused: boolean
  /** Where its chat was when it was first submitted. */
  seq: number
  /** Its device said that it survives a crash. */
  isKept: boolean
  /** The process of its device that submitted it last. */
  client: Client | null
}

export interface Diary {
  readonly submitted: Submitting
  readonly kept: Keeping
  readonly settled: Settling
  /** For good; whether its author hears of it or not. */
  refused(chat: ChatId, by: UserId, id: SubmissionId, failure: Failure): void
  find(chat: ChatId, by: UserId, id: SubmissionId): Submission | undefined
  /** `chat user id` of one that was kept, and neither refused nor stored. */
  lost(isStored: (key: string) => boolean): string | null
}

export function createDiary({ world, options, disk }: Checked): Diary {
  const all = new Map<string, Submission>()
  const keyOf = (chat: ChatId, by: UserId, id: SubmissionId): string => `${chat} ${by} ${id}`
  let made = 0
  const seqOf = (chat: ChatId): number => disk.ledger.of(chat)?.seq ?? 0
  /** Refused, or lost with its device before that had kept it: submitted again, it is another one. */
  const isOver = ({ told, isKept, client }: Submission, now: Client | null): boolean =>
    told === 'refused' || (told === 'nothing' && !isKept && client !== now)
  const isIn = (chat: ChatId, by: UserId, id: SubmissionId): boolean =>
    disk.ledger.of(chat)?.entries.some((entry) => entry.cause === id && entry.by === by) === true
  return {
    submitted(device, chat, id, command) {
      made++
      const key = keyOf(chat, device.user, id)
      const before = all.get(key)
      if (before === undefined)
        all.set(key, {
          chat,
          command,
          device: device.name,
          order: made,
          told: 'nothing',
          wasRefused: false,
          seq: seqOf(chat),
          isKept: false,
          client: device.client,
        })
      // Unless a copy of its frame was taken after the refusal: then it has its place already.
      else if (isOver(before, device.client) && !isIn(chat, device.user, id)) {
        before.order = made
        before.told = 'nothing'
        before.seq = seqOf(chat)
        // A copy of the refused frame may still be under way, and then has the place of the first try.
        before.wasRefused &&= options.faults.duplicate > 0
        before.isKept = false
        before.client = device.client
      } else if (before.told === 'stored') world.reach('submitted again after it was stored')
    },
    kept(device, chat, id) {
      const submission = all.get(keyOf(chat, device.user, id))
      if (submission !== undefined) submission.isKept = true
    },
    settled(device, chat, id, outcome) {
      const submission = all.get(keyOf(chat, device.user, id))
      if (submission === undefined) return
      world.note(`${device.name} settled ${id} ${outcome.type}`)
      if (outcome.type === 'failed') {
        submission.told = 'refused'
        if (failures[outcome.failure.code].retry === 'never') world.reach('refused by the rules')
        return
      }
      submission.told = 'stored'
      const { entry } = outcome
      const stored = disk.ledger.of(chat)?.entry(entry.seq)
      if (stored?.cause !== id || stored.by !== device.user)
        world.fail(
          'durable',
          `${device.name} was told that ${id} is entry ${entry.seq} of ${chat}, and the log says otherwise.`,
        )
    },
    refused(chat, by, id, failure) {
      const submission = all.get(keyOf(chat, by, id))
      if (submission === undefined) return
      submission.wasRefused = true
      const why = refusedWrongly(disk.ledger.of(chat), submission, by, failure)
      if (why !== null) world.fail('refused', `${submission.command.type} ${id} in ${chat}: ${why}`)
    },
    find: (chat, by, id) => all.get(keyOf(chat, by, id)),
    lost(isStored) {
      for (const [key, { isKept, wasRefused }] of all) if (isKept && !wasRefused && !isStored(key)) return key
      return null
    },
  }
}
