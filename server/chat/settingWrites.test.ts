/** How often settings are written, and what happens when they cannot be: on a clock that only moves when a test moves it. */
import { expect, test } from 'bun:test'
import { createSystem } from '@parley/actors'
import { createSim } from '@parley/actors/sim'
import { failure, FailureError, newUserId } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { createHub } from '../feed/hub.ts'
import { createPresences } from '../feed/presences.ts'
import { createMemoryLog } from '../log/memory.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { RecordEntry, Records } from '../records/records.ts'
import { openStore } from '../store/main.ts'
import { keepSetting } from './settingWrites.ts'
import { userKind } from './userActor.ts'

function openUser() {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const defects: unknown[] = []
  const onDefect = (error: unknown): void => void defects.push(error)
  const { epoch } = createMemoryLog(env, onDefect)
  const store = openStore({ path: ':memory:', epoch, sha256, boot: null, env })
  const kept = createMemoryRecords(onDefect)
  const told: RecordEntry[] = []
  kept.follow(0, (news) => {
    store.foldRecords(news)
    told.push(...news)
  })
  /** What the next puts throw. */
  const faults: unknown[] = []
  const records: Records = {
    ...kept,
    async put(key, value, expected) {
      const fault = faults.shift()
      if (fault !== undefined) throw fault
      return kept.put(key, value, expected)
    },
  }
  const system = createSystem({ env, onCrash: (_kind, _id, error) => onDefect(error) })
  const presences = createPresences(
    createHub(() => undefined),
    store,
  )
  const id = newUserId(env)
  const user = system.register(userKind({ records, store, presences, onDefect }))(id)
  user.tell('connected', { connection: 'one' })
  const values = (): unknown[] => told.map(({ value }) => value)
  return { sim, id, user, kept, faults, defects, values, system }
}

test('[SETTING14] a key that changes all the time is written once a second, and its last value; another key does not wait', async () => {
  const { sim, user, values } = openUser()
  const answers: Promise<unknown>[] = []
  for (let at = 1; at <= 100; at++) {
    answers.push(keepSetting(user, 'draft/tea', `${at}`))
    if (at === 90) answers.push(keepSetting(user, 'theme', 'dark'))
    await sim.advance(50)
  }
  const before = values().length
  expect(before).toBeLessThanOrEqual(7)
  expect(values()).toContainEqual({ value: 'dark' })
  await sim.advance(1_000)
  expect(values().at(-1)).toEqual({ value: '100' })
  expect(await Promise.all(answers)).toEqual(answers.map(() => null))
})

test('[SETTING14] what cannot be stored is answered with why, harms nothing else, and may be said again', async () => {
  const { sim, user, faults, values, defects } = openUser()
  faults.push(new FailureError(failure('storageFull', 'The disk is full.')))
  const [one, other] = [keepSetting(user, 'one', '1'), keepSetting(user, 'other', '2')]
  await sim.advance(500)
  expect(await one).toMatchObject({ code: 'storageFull' })
  expect(await other).toBeNull()
  const again = keepSetting(user, 'one', '1')
  await sim.advance(1_500)
  expect(await again).toBeNull()
  expect(values()).toEqual([{ value: '2' }, { value: '1' }])
  faults.push(new Error('Nobody knows.'))
  const broken = keepSetting(user, 'one', '3').catch((error: unknown) => String(error))
  await sim.advance(1_500)
  expect(await broken).toContain('Nobody knows.')
  expect(defects).toEqual([])
})

test('[SETTING14] a record that another writer moved is written over: the last one counts', async () => {
  const { sim, id, user, kept, values } = openUser()
  await kept.put(`setting/${id}/theme`, { value: 'dark' }, 0)
  const said = keepSetting(user, 'theme', 'light')
  await sim.advance(1_000)
  expect(await said).toBeNull()
  expect(values()).toEqual([{ value: 'dark' }, { value: 'light' }])
})

test('[SETTING14] what was said before a person left is written, and so is what was said before the system stops', async () => {
  const { sim, user, values, system } = openUser()
  void keepSetting(user, 'theme', 'dark')
  user.tell('disconnected', { connection: 'one' })
  await sim.advance(10_000)
  expect(values()).toContainEqual({ value: 'dark' })
  void keepSetting(user, 'theme', 'light')
  await sim.settle()
  const stopped = system.stop({ deadlineMs: 5_000 })
  await sim.advance(10_000)
  await stopped
  expect(values().at(-1)).toEqual({ value: 'light' })
})
