import { expect, test } from 'bun:test'
import { newChatId, newUserId } from '@parley/protocol'
import { canonical } from '@parley/protocol/chain'
import * as fc from 'fast-check'
import { followsAsDecoded, hashContent, verify } from './chain.ts'
import { entriesOf, posted, start, testEnv } from './contract.ts'
import { decodeEntry } from './decode.ts'
import type { SealedEntry } from './log.ts'
import { createMemoryLog } from './memory.ts'

const env = testEnv(5)
const by = newUserId(env)
const chat = newChatId(env)

async function chain(): Promise<readonly SealedEntry[]> {
  const log = createMemoryLog(env, () => undefined)
  const post = (text: string) => posted(env, by, text)
  entriesOf(
    await log.append(chat, 0, [post('a'), post('b'), { ...post(''), event: { type: 'memberLeft' } }, post('c')]),
  )
  await log.redact(chat, [2])
  return log.sealed(chat, 0, 9)
}

const brokenAt = (entries: readonly SealedEntry[]): number | null => {
  const verdict = verify(chat, start, entries)
  return verdict.type === 'broken' ? verdict.seq : null
}

test('[LOG28] a changed entry breaks the chain where it stands, whatever was changed', async () => {
  const entries = await chain()
  expect(brokenAt(entries)).toBeNull()
  const changes: readonly ((entry: SealedEntry) => SealedEntry)[] = [
    (entry) => ({ ...entry, json: entry.json.replace('"at":1', '"at":2') }),
    (entry) => ({ ...entry, json: entry.json.replace('"event":{', '"event":{"added":1,') }),
    (entry) => ({ ...entry, json: entry.json.slice(1) }),
    (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
  ]
  for (const place of entries.keys())
    for (const change of changes)
      expect(brokenAt(entries.map((entry, at) => (at === place ? change(entry) : entry)))).toBe(place + 1)
})

test('[LOG28] the fast check of decoded entries takes what is whole, and nothing that is not', async () => {
  const entries = await chain()
  const isTaken = (sealed: readonly SealedEntry[]): boolean =>
    followsAsDecoded(
      chat,
      start,
      sealed,
      sealed.map(({ json }) => decodeEntry(json)),
    )
  const log = createMemoryLog(env, () => undefined)
  entriesOf(
    await log.append(chat, 0, [posted(env, by, 'a'), { ...posted(env, by, ''), event: { type: 'memberLeft' } }]),
  )
  const whole = log.sealed(chat, 0, 9)
  expect(isTaken(whole)).toBe(true)
  // Erased content is left to the thorough check.
  expect(isTaken(entries)).toBe(false)
  const changes: readonly ((entry: SealedEntry) => SealedEntry)[] = [
    (entry) => ({ ...entry, json: entry.json.replace('"at":1', '"at":2') }),
    (entry) => ({ ...entry, json: entry.json.replace('"event":{', '"event":{"added":1,') }),
    (entry) => ({ ...entry, json: `${entry.json} ` }),
    (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
    (entry) => ({ ...entry, salt: entry.salt === null ? '0' : null }),
    (entry) => ({ ...entry, seq: entry.seq + 1 }),
  ]
  for (const place of whole.keys())
    for (const change of changes)
      expect(isTaken(whole.map((entry, at) => (at === place ? change(entry) : entry)))).toBe(false)
  expect(isTaken(whole.slice(1))).toBe(false)
})

test('[LOG28] changed, swapped and falsely erased contents break it too', async () => {
  const entries = await chain()
  const change = (place: number, to: (entry: SealedEntry) => SealedEntry): number | null =>
    brokenAt(entries.map((entry, at) => (at === place ? to(entry) : entry)))
  expect(change(0, (entry) => ({ ...entry, json: entry.json.replace('"a"}', '"z"}') }))).toBe(1)
  expect(change(0, (entry) => ({ ...entry, salt: `${entry.salt ?? ''}0` }))).toBe(1)
  expect(change(0, (entry) => ({ ...entry, salt: null }))).toBe(1)
  expect(change(1, (entry) => ({ ...entry, contentHash: '0'.repeat(64) }))).toBe(2)
  expect(change(1, (entry) => ({ ...entry, json: entry.json.replace('"deleted"', '"text"') }))).toBe(2)
})

test('[LOG28] a missing, doubled or moved entry breaks it, and so does a false start', async () => {
  const [one, two, three, four] = await chain()
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four entries')
  expect(brokenAt([one, three, four])).toBe(2)
  expect(brokenAt([one, two, two, three, four])).toBe(3)
  expect(brokenAt([one, three, two, four])).toBe(2)
  expect(brokenAt([two, three, four])).toBe(1)
  expect(verify(newChatId(env), start, [one]).type).toBe('broken')
  expect(verify(chat, { seq: 1, hash: '1'.repeat(64) }, [two]).type).toBe('broken')
})

test('[LOG29] the same words never have the same content hash, so what was erased cannot be found by trying', async () => {
  const log = createMemoryLog(env, () => undefined)
  entriesOf(await log.append(chat, 0, [posted(env, by, 'yes'), posted(env, by, 'yes')]))
  await log.redact(chat, [1, 2])
  const hashes = log.sealed(chat, 0, 9).map(({ contentHash }) => contentHash)
  expect(new Set(hashes).size).toBe(2)
  expect(hashes).not.toContain(hashContent('', canonical({ kind: 'text', text: 'yes' })))
})

test('[LOG30] canonical text is JSON with its keys in order, and the text of its value again', () => {
  expect(canonical({ b: [1, { d: 'x', c: null }], a: true, 10: 0, 9: 0 })).toBe(
    '{"10":0,"9":0,"a":true,"b":[1,{"c":null,"d":"x"}]}',
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonical(value)
      const again: unknown = JSON.parse(text)
      expect(again).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonical(again)).toBe(text)
    }),
  )
})
