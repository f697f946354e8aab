import { expect, test } from 'bun:test'
import { limits, type UserId } from '@parley/protocol'
import * as fc from 'fast-check'
import type { RecordEntry } from '../records/records.ts'
import type { Store } from './main.ts'
import { ann, ben, manualEnv, openOn, play } from './testing/history.ts'

/** A store, and a way to set something as if its record had just become durable. */
async function openSettings() {
  const { log } = await play([])
  const open = (): Store => openOn(log, ':memory:', manualEnv(1_000))
  const store = open()
  const records = new Map<string, RecordEntry>()
  let revision = 0
  const set = (user: UserId, key: string, value: string | null): number => {
    const record = { key: `setting/${user}/${key}`, value: value === null ? null : { value }, revision: ++revision }
    records.set(record.key, record)
    store.foldRecords([record])
    return revision
  }
  /** The same from the last state of each record, as a store that was deleted is made. */
  const rebuilt = (): Store => {
    const again = open()
    again.foldRecords([...records.values()].sort((one, other) => one.revision - other.revision))
    return again
  }
  return { store, set, rebuilt }
}
const keysOf = (settings: ReturnType<Store['settings']['after']>): readonly string[] | null =>
  settings?.map(({ key }) => key) ?? null

test('[SETTING20] settings are those of one person, in the order of their last change', async () => {
  const { store, set } = await openSettings()
  set(ann, 'a/b', '"1"')
  const known = set(ann, 'c', '2')
  set(ben, 'c', '3')
  set(ann, 'a/b', 'ü')
  set(ann, 'c', null)
  expect(store.settings.ofUser(ann)).toEqual([
    { key: 'a/b', value: '"ü"', revision: 4 },
    { key: 'c', value: null, revision: 5 },
  ])
  expect(keysOf(store.settings.after(ann, known))).toEqual(['a/b', 'c'])
  expect(keysOf(store.settings.after(ann, 4))).toEqual(['c'])
  expect(store.settings.get(ben, 'c')).toBe('"3"')
  expect(store.settings.get(ben, 'a/b')).toBeNull()
  expect(store.settings.usage(ann).count).toBe(1)
  expect(store.settings.usage(ben)).toMatchObject({ count: 1 })
})

test('[SETTING21] removals do not pile up: the oldest are forgotten, and who may not have heard of them starts over', async () => {
  const { store, set, rebuilt } = await openSettings()
  const known = set(ann, 'theme', 'dark')
  const removed: number[] = []
  for (let at = 0; at < limits.settingsPerUserMax + 9; at++) {
    set(ann, `draft/${at}`, 'x')
    removed.push(set(ann, `draft/${at}`, null))
  }
  const heldBack = set(ann, 'notify', 'on')
  for (const made of [store, rebuilt()]) {
    expect(made.settings.ofUser(ann)).toHaveLength(limits.settingsPerUserMax)
    expect(made.settings.usage(ann).count).toBe(2)
    expect(made.settings.get(ann, 'theme')).toBe('"dark"')
    expect(made.settings.after(ann, known)).toBeNull()
    // Eleven were forgotten; whoever knows of the last of them misses nothing.
    expect(made.settings.after(ann, (removed[10] ?? 0) - 1)).toBeNull()
    expect(made.settings.after(ann, removed[10] ?? 0)).toHaveLength(limits.settingsPerUserMax - 1)
    expect(keysOf(made.settings.after(ann, heldBack - 1))).toEqual(['notify'])
    expect(made.settings.after(ben, 0)).toEqual([])
  }
})

test('[SETTING20] whoever follows from anywhere ends with what there is, also after the store was made anew', async () => {
  const step = fc.record({ key: fc.nat({ max: 5 }), value: fc.constantFrom('x', 'y', null) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(), async (steps, seed) => {
      const { store, set, rebuilt } = await openSettings()
      const states = [new Map<string, string>()]
      for (const { key, value } of steps) {
        const next = new Map(states.at(-1))
        if (value === null) next.delete(`${key}`)
        else next.set(`${key}`, JSON.stringify(value))
        set(ann, `${key}`, value)
        states.push(next)
      }
      const known = seed % states.length
      for (const made of [store, rebuilt()]) {
        const mine = new Map(states[known])
        for (const { key, value } of made.settings.after(ann, known) ?? []) {
          if (value === null) mine.delete(key)
          else mine.set(key, value)
        }
        expect(mine).toEqual(states.at(-1) ?? new Map())
      }
    }),
    { numRuns: 100 },
  )
})
