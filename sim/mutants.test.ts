/** That the checkers see: each seeded bug is found within so many seeds, and the healthy system passes the same ones. */
import { expect, test } from 'bun:test'
import { mutants } from './mutants/mutants.ts'
import { run } from './run.ts'

/** Far more than any of them needs. */
const seedsMax = 2_000

const foundBy = new Map<string, number>()

test.each(Object.entries(mutants))('[SIM4] a bug is found: %s', (name, mutation) => {
  let found: number | null = null
  for (let seed = 1; seed <= seedsMax && found === null; seed++)
    if (run(seed, mutation).violation !== null) found = seed
  expect(found).not.toBeNull()
  foundBy.set(name, found ?? 0)
})

test('[SIM5] the healthy system passes the seeds that find the bugs', () => {
  expect(foundBy.size).toBe(Object.keys(mutants).length)
  for (const [name, seed] of foundBy)
    expect({ name, seed, violation: run(seed).violation }).toMatchObject({ violation: null })
})
