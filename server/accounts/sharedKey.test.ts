import { expect, test } from 'bun:test'
import { FailureError } from '@parley/protocol'
import { createMemoryRecords } from '../records/memory.ts'
import { sharedSigningKey } from './sharedKey.ts'

const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))

function createCluster() {
  const records = createMemoryRecords(() => undefined)
  const start = (given: Uint8Array | null = null, left: Uint8Array | null = null): Promise<Uint8Array> =>
    sharedSigningKey(records, { given, left, randomBytes })
  return { records, start }
}

const refusal = (starting: Promise<Uint8Array>): Promise<string> =>
  starting.then(
    () => 'It was accepted.',
    (error: unknown) => {
      if (!(error instanceof FailureError)) throw error
      return `${error.failure.code}: ${error.failure.message}`
    },
  )

test('[CLU33] of nodes that start at once one makes the key, and all have it', async () => {
  const { start } = createCluster()
  const [one, two, three] = await Promise.all([start(), start(), start()])
  expect(one).toHaveLength(32)
  expect([two, three]).toEqual([one, one])
  expect(await start(null, randomBytes(32))).toEqual(one)
  expect(await createCluster().start()).not.toEqual(one)
})

test('[CLU33] the first node brings the key of the embedded server that it was', async () => {
  const { start } = createCluster()
  const left = randomBytes(32)
  expect(await start(null, left)).toEqual(left)
  expect(await start()).toEqual(left)
})

test('[CLU34] a key that is given stands in no record, and a node with another or none is refused by the setting', async () => {
  const { records, start } = createCluster()
  const given = randomBytes(32)
  expect(await start(given)).toEqual(given)
  expect(await start(given)).toEqual(given)
  const text = JSON.stringify(await records.list(''))
  expect(text).not.toContain(given.toBase64({ alphabet: 'base64url', omitPadding: true }))
  for (const other of [null, randomBytes(32)]) {
    const why = await refusal(start(other))
    expect(why).toStartWith('invalid')
    expect(why).toContain('--signing-key')
  }
})

test('[CLU34] a cluster that has made its own key refuses another one, and takes the same', async () => {
  const { start } = createCluster()
  const made = await start()
  expect(await start(made)).toEqual(made)
  expect(await refusal(start(randomBytes(32)))).toContain('--signing-key')
})
