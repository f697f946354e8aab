/** What every storage must do. */
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { newChatId, newEpoch, newSubmissionId } from '../ids.ts'
import type { ClientStorage, OutboxRow } from './storage.ts'
import { createClock } from './testing/clock.ts'

export interface StoragePlace {
  /** Opens the same storage each time; what was stored before is in it. */
  open(): ClientStorage
  remove(): void
}

export function storageContract(name: string, make: () => StoragePlace): void {
  let place: StoragePlace
  let storage: ClientStorage
  const clock = createClock()
  const [chat, other] = [newChatId(clock), newChatId(clock)]
  const row = (command: string): OutboxRow => ({ chat, id: newSubmissionId(clock), at: clock.now(), command })

  beforeEach(() => {
    place = make()
    storage = place.open()
  })
  afterEach(async () => {
    await storage.close()
    place.remove()
  })

  test(`[CLIENT21] ${name}: submissions keep their order, and one of them leaves alone`, async () => {
    const rows = ['a', 'b', 'c'].map(row)
    for (const one of rows) await storage.addSubmission(one)
    await storage.removeSubmission(chat, rows[1]?.id ?? newSubmissionId(clock))
    await storage.removeSubmission(other, rows[0]?.id ?? newSubmissionId(clock))
    expect(await storage.outbox()).toEqual(rows.filter((_, at) => at !== 1))
  })

  test(`[CLIENT21] ${name}: adding a submission again changes nothing`, async () => {
    const [first, second] = [row('a'), row('b')]
    await storage.addSubmission(first)
    await storage.addSubmission(second)
    await storage.addSubmission({ ...first, command: 'other' })
    expect(await storage.outbox()).toEqual([first, second])
  })

  test(`[CLIENT21] ${name}: an older state of a chat never replaces a newer one`, async () => {
    const early = newEpoch(clock)
    await clock.advance(1)
    const late = newEpoch(clock)
    const put = (epoch: typeof early, seq: number): Promise<void> =>
      storage.putChat({ chat, epoch, seq, state: `${seq}` })
    await put(early, 5)
    await put(early, 4)
    expect((await storage.chats()).map(({ seq }) => seq)).toEqual([5])
    await put(early, 6)
    await put(late, 1)
    await put(early, 9)
    expect(await storage.chats()).toEqual([{ chat, epoch: late, seq: 1, state: '1' }])
    await storage.removeChat(other)
    await storage.removeChat(chat)
    expect(await storage.chats()).toEqual([])
  })

  test(`[CLIENT21] ${name}: marks merge by maximum, and leave when no more than that is confirmed`, async () => {
    await storage.putMark({ chat, delivered: 3, read: 1 })
    await storage.putMark({ chat, delivered: 2, read: 2 })
    expect(await storage.marks()).toEqual([{ chat, delivered: 3, read: 2 }])
    await storage.removeMark({ chat, delivered: 3, read: 1 })
    expect(await storage.marks()).toHaveLength(1)
    await storage.removeMark({ chat, delivered: 3, read: 2 })
    expect(await storage.marks()).toEqual([])
  })

  test(`[CLIENT21] ${name}: values are found by what their key begins with, letter by letter`, async () => {
    for (const key of ['draft/a', 'draft/b', 'draft_c', 'Draft/d']) await storage.setValue(key, key)
    await storage.setValue('draft/a', 'new')
    await storage.setValue('draft/b', null)
    expect(await storage.values('draft/')).toEqual(new Map([['draft/a', 'new']]))
  })

  test(`[CLIENT21] ${name}: changes happen in the order in which they were asked for, though nobody waits`, async () => {
    const one = row('{"text":"one"}')
    const changes = Array.from({ length: 20 }, (_, at) => [
      storage.addSubmission(one),
      storage.removeSubmission(chat, one.id),
      storage.putChat({ chat, epoch: newEpoch(clock), seq: 1, state: '{}' }),
      storage.removeChat(chat),
      storage.setValue('draft/a', String(at)),
    ])
    await Promise.all(changes.flat())
    expect(await storage.outbox()).toEqual([])
    expect(await storage.chats()).toEqual([])
    expect(await storage.values('')).toEqual(new Map([['draft/a', '19']]))
  })

  test(`[CLIENT21] ${name}: what was stored is there when it is opened again`, async () => {
    const one = row('{"text":"ü \u0000 😀"}')
    await storage.addSubmission(one)
    await storage.putChat({ chat, epoch: newEpoch(clock), seq: 1, state: '{}' })
    await storage.setValue('me', 'ann')
    await storage.close()
    storage = place.open()
    expect(await storage.outbox()).toEqual([one])
    expect(await storage.chats()).toHaveLength(1)
    expect(await storage.values('')).toEqual(new Map([['me', 'ann']]))
  })
}
