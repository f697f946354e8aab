/** What one node writes for a person whose records another node has changed, and of which it has not heard yet. */
import { expect, test } from 'bun:test'
import { createSystem } from '@parley/actors'
import { createSim } from '@parley/actors/sim'
import { limits, newChatId, newUserId } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { createHub } from '../feed/hub.ts'
import { createPresences } from '../feed/presences.ts'
import { createMemoryLog } from '../log/memory.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { Json, RecordEntry, Records } from '../records/records.ts'
import { openStore } from '../store/main.ts'
import { keepSetting } from './settingWrites.ts'
import { lagging } from './testing/lagging.ts'
import { userKind } from './userActor.ts'

const rethrow = (error: unknown): never => {
  throw error
}

async function openLate() {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const store = openStore({ path: ':memory:', epoch: createMemoryLog(env, rethrow).epoch, sha256, boot: null, env })
  const records = lagging<RecordEntry, Records>(createMemoryRecords(rethrow))
  records.follow(0, (news) => store.foldRecords(news))
  const system = createSystem({ env, onCrash: (_kind, _id, error) => rethrow(error) })
  const presences = createPresences(
    createHub(() => undefined),
    store,
  )
  const id = newUserId(env)
  const user = system.register(userKind({ records, store, presences, onDefect: rethrow }))(id)
  user.tell('connected', { connection: 'one' })
  await sim.settle()
  records.hold()
  /** Another node does it. */
  const write = async (key: string, value: Json): Promise<void> => {
    await records.put(key, value, (await records.get(key))?.revision ?? 0)
  }
  const valueOf = async (key: string): Promise<Json> => (await records.get(key))?.value ?? null
  const set = async (key: string, value: string | null) => {
    const answer = keepSetting(user, key, value)
    await sim.advance(1_500)
    return answer
  }
  return { sim, id, user, records, write, valueOf, set, chat: newChatId(env) }
}

test('[SESSION55] marks go on from what the record says, and never back', async () => {
  const { sim, id, user, write, valueOf, chat } = await openLate()
  const key = `mark/${id}/${chat}`
  await write(key, { delivered: 9, read: 3 })
  user.tell('mark', { chat, delivered: 5, read: 5 })
  await sim.advance(1_000)
  expect(await valueOf(key)).toEqual({ delivered: 9, read: 5 })
  user.tell('mark', { chat, delivered: 4, read: 4 })
  await sim.advance(1_000)
  expect(await valueOf(key)).toEqual({ delivered: 9, read: 5 })
})

test('[SESSION55] when somebody was seen does not go back either', async () => {
  const { sim, id, user, write, valueOf } = await openLate()
  const later = { at: sim.env.now() + 60_000 }
  await write(`seen/${id}`, later)
  user.tell('disconnected', { connection: 'one' })
  await sim.advance(10_000)
  expect(await valueOf(`seen/${id}`)).toEqual(later)
})

test('[SESSION55] a setting that was changed elsewhere is set to what was said here last', async () => {
  const { id, records, write, valueOf, set } = await openLate()
  expect(await set('theme', 'dark')).toBeNull()
  records.release()
  records.hold()
  await write(`setting/${id}/theme`, { value: 'light' })
  // By what the store has, this changes nothing.
  expect(await set('theme', 'dark')).toBeNull()
  expect(await valueOf(`setting/${id}/theme`)).toEqual({ value: 'dark' })
  await write(`setting/${id}/font`, { value: 'large' })
  expect(await set('font', null)).toBeNull()
  expect(await valueOf(`setting/${id}/font`)).toBeNull()
})

test('[SESSION55] where another node made room, a setting is not refused', async () => {
  const { id, records, write, valueOf, set } = await openLate()
  for (let made = 0; made < limits.settingsPerUserMax; made++) await write(`setting/${id}/${made}`, { value: 'x' })
  records.release()
  expect(await set('more', 'x')).toMatchObject({ code: 'tooLarge' })
  records.hold()
  await write(`setting/${id}/7`, null)
  expect(await set('more', 'x')).toBeNull()
  expect(await valueOf(`setting/${id}/more`)).toEqual({ value: 'x' })
})
