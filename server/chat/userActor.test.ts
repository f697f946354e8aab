/** What becomes of marks and presence while the records refuse: on a clock that only moves when a test moves it. */
import { expect, test } from 'bun:test'
import { createSystem } from '@parley/actors'
import { createSim } from '@parley/actors/sim'
import { failure, FailureError, newChatId, newUserId } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { createHub } from '../feed/hub.ts'
import { createPresences } from '../feed/presences.ts'
import { createMemoryLog } from '../log/memory.ts'
import { createMemoryRecords } from '../records/memory.ts'
import { openStore } from '../store/main.ts'
import { userKind } from './userActor.ts'

function openUser() {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const defects: unknown[] = []
  const onDefect = (error: unknown): void => void defects.push(error)
  const store = openStore({ path: ':memory:', epoch: createMemoryLog(env, onDefect).epoch, sha256, boot: null, env })
  const kept = createMemoryRecords(onDefect)
  kept.follow(0, (news) => store.foldRecords(news))
  /** What the next puts throw; `conflict`: others wrote in the same moment. */
  const faults: unknown[] = []
  const put: typeof kept.put = async (key, value, expected) => {
    const fault = faults.shift()
    if (fault === 'conflict') return { type: 'conflict', current: await kept.get(key) }
    if (fault !== undefined) throw fault
    return kept.put(key, value, expected)
  }
  const system = createSystem({ env, onCrash: (_kind, _id, error) => onDefect(error) })
  const presences = createPresences(
    createHub(() => undefined),
    store,
  )
  const id = newUserId(env)
  const user = system.register(userKind({ records: { ...kept, put }, store, presences, onDefect }))(id)
  user.tell('connected', { connection: 'one' })
  return { sim, id, user, store, presences, faults, defects, chat: newChatId(env) }
}

test('[SESSION40] marks that could not be written are written when the records are back, and nobody leaves for it', async () => {
  const { sim, id, user, store, presences, faults, defects, chat } = openUser()
  await sim.settle()
  faults.push(new FailureError(failure('unavailable', 'The records are away.')))
  user.tell('mark', { chat, delivered: 7, read: 5 })
  await sim.advance(1_000)
  expect(store.marks.get(id, chat).read).toBe(0)
  user.tell('mark', { chat, delivered: 8, read: 6 })
  await sim.advance(5_000)
  expect(store.marks.get(id, chat)).toMatchObject({ delivered: 8, read: 6 })
  user.tell('connected', { connection: 'two' })
  user.tell('disconnected', { connection: 'two' })
  await sim.advance(10_000)
  expect(presences.get(id).status).toBe('online')
  expect(defects).toEqual([])
})

test('[SESSION40] marks that lost to others again and again are written in the end', async () => {
  const { sim, id, user, store, faults, defects, chat } = openUser()
  await sim.settle()
  faults.push(...Array.from({ length: 5 }, () => 'conflict'))
  user.tell('mark', { chat, delivered: 7, read: 5 })
  await sim.advance(5_000)
  expect(store.marks.get(id, chat)).toMatchObject({ delivered: 7, read: 5 })
  expect(defects).toEqual([])
})

test('[SESSION40] who left is gone, also where that could not be kept', async () => {
  const { sim, id, user, presences, faults } = openUser()
  await sim.settle()
  faults.push(new FailureError(failure('unavailable', 'The records are away.')))
  user.tell('disconnected', { connection: 'one' })
  await sim.advance(10_000)
  expect(presences.get(id).status).toBe('offline')
})
