import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import { type ChatId, newChatId } from '@parley/protocol'
import { createEraser, othersAfterMs } from './eraser.ts'

/** A list of what is to be erased, and a log that cannot erase in some chats. */
function createWorld(isBroken: (chat: ChatId) => boolean, isHere: (chat: ChatId) => boolean = () => true) {
  const { env, settle, advance } = createSim({ seed: 1 })
  const source = { now: () => env.now(), random: () => env.random() }
  const [one, other] = [newChatId(source), newChatId(source)]
  let due = [
    { chat: one, seq: 2 },
    { chat: other, seq: 3 },
  ]
  const tries: ChatId[] = []
  const eraser = createEraser({
    env,
    isHere,
    onDefect: () => undefined,
    log: {
      async redact(chat) {
        tries.push(chat)
        if (isBroken(chat)) throw new Error('The disk refuses.')
      },
    },
    store: {
      messages: {
        toRedact: () => due,
        redacted(chat, seqs) {
          due = due.filter((item) => item.chat !== chat || !seqs.includes(item.seq))
        },
      },
    },
  })
  return { settle, advance, one, other, tries, eraser, due: () => due.map(({ chat }) => chat) }
}

test('[FEED3] a chat that cannot be erased does not hold up the others', async () => {
  const world = createWorld((chat) => chat === world.one)
  world.eraser.wake()
  await world.settle()
  expect(world.due()).toEqual([world.one])
})

test('[FEED3] however often it is woken, it tries again in one chain', async () => {
  const world = createWorld(() => true)
  for (let woken = 0; woken < 3; woken++) {
    world.eraser.wake()
    await world.settle()
  }
  const before = world.tries.length
  await world.advance(30_000)
  // Every five seconds, in both chats.
  expect(world.tries.length - before).toBe(12)
  world.eraser.stop()
  await world.advance(30_000)
  expect(world.tries.length - before).toBe(12)
})

test('[FEED7] words of a chat that lives on another node wait until that node should have erased them', async () => {
  const world = createWorld(
    () => false,
    (chat) => chat === world.one,
  )
  world.eraser.wake()
  await world.settle()
  expect([world.tries, world.due()]).toEqual([[world.one], [world.other]])
  await world.advance(othersAfterMs - 1)
  expect(world.due()).toEqual([world.other])
  await world.advance(1)
  expect([world.tries, world.due()]).toEqual([[world.one, world.other], []])
})

test('[FEED7] words of a chat that comes to live here are erased when there is something to erase', async () => {
  let isMine = false
  const world = createWorld(
    () => false,
    () => isMine,
  )
  world.eraser.wake()
  await world.settle()
  expect(world.tries).toEqual([])
  isMine = true
  world.eraser.wake()
  await world.settle()
  expect(world.due()).toEqual([])
})
