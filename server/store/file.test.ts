/** The store's file: what a crash, another epoch, damage and a deletion leave of it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Database } from 'bun:sqlite'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newEpoch } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { testEnv } from '../log/contract.ts'
import { openStore } from './main.ts'
import { migrations } from './migrations.ts'
import journal from './migrations/meta/_journal.json'
import {
  ann,
  answersOf,
  ben,
  edit,
  group,
  type History,
  manualEnv,
  openOn,
  pair,
  play,
  say,
} from './testing/history.ts'

const words = 'heliotrope and marzipan'
let history: History
let root: string
let folders = 0
const newPath = (): string => {
  const folder = join(root, String(folders++))
  mkdirSync(folder)
  return join(folder, 'store.db')
}
const expected = (): unknown => {
  const store = openOn(history.log)
  store.foldEntries(history.entries)
  return answersOf(store)
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-store-'))
  history = await play([
    { chat: group, by: ann, command: say('one') },
    { chat: pair, by: ben, command: say('two') },
    { chat: group, by: ann, command: edit(2, 'three') },
    { chat: group, by: ben, command: say('four') },
    { chat: pair, by: ben, command: { type: 'delete', seq: 2 } },
  ])
})
afterAll(() => rmSync(root, { recursive: true }))

test('[STORE3] a store that was closed goes on from its position, wherever it was closed', () => {
  const { log, entries } = history
  for (let cut = 0; cut <= entries.length; cut++) {
    const path = newPath()
    const first = openOn(log, path)
    if (cut > 0) first.foldEntries(entries.slice(0, cut))
    first.close()
    const second = openOn(log, path)
    expect(second.position()).toBe(entries[cut - 1]?.position ?? 0)
    second.foldEntries(entries)
    expect(answersOf(second)).toEqual(expected())
    second.close()
  }
})

test('[STORE4] progress and rows are committed together: a kill leaves both as of one commit, and folding goes on from there', () => {
  const { log, entries } = history
  const path = newPath()
  const env = manualEnv()
  const store = openOn(log, path, env)
  let committed = 0
  entries.forEach((entry, at) => {
    store.foldEntries([entry])
    if (at % 3 === 2) {
      env.fire()
      committed = at + 1
    }
    // What a kill leaves: the files as they are, without an orderly close.
    const left = newPath()
    cpSync(join(path, '..'), join(left, '..'), { recursive: true })
    const survivor = openOn(log, left)
    const asOfCommit = openOn(log)
    if (committed > 0) asOfCommit.foldEntries(entries.slice(0, committed))
    expect(survivor.position()).toBe(asOfCommit.position())
    expect(answersOf(survivor)).toEqual(answersOf(asOfCommit))
    survivor.foldEntries(entries)
    expect(answersOf(survivor)).toEqual(expected())
    survivor.close()
  })
  store.close()
})

test('[STORE5] a store file that was deleted is made again from the log, with the same answers', async () => {
  const { log, entries } = history
  const path = newPath()
  const first = openOn(log, path)
  first.foldEntries(entries)
  first.close()
  rmSync(path)
  const second = openOn(log, path)
  expect(second.position()).toBe(0)
  await log.follow(second.position(), (group) => second.foldEntries(group)).caughtUp
  expect(answersOf(second)).toEqual(expected())
  second.close()
})

test('[STORE6] the store of another epoch is thrown away', () => {
  const { log, entries } = history
  const path = newPath()
  const first = openOn(log, path)
  first.foldEntries(entries)
  first.close()
  const second = openOn({ epoch: newEpoch(testEnv(77)) }, path)
  expect([second.position(), second.chats.row(group)]).toEqual([0, null])
  second.close()
})

test('[STORE24] the store of another copy of the same log is thrown away, also a store of no copy', () => {
  const { log, entries } = history
  const path = newPath()
  const positionOf = (source: string | null): number => {
    const store = openStore({ path, epoch: log.epoch, source, sha256, boot: null, env: manualEnv() })
    const position = store.position()
    store.foldEntries(entries)
    store.close()
    return position
  }
  const last = entries.at(-1)?.position ?? 0
  expect([null, null, 'copy1', 'copy1', 'copy2', null].map(positionOf)).toEqual([0, last, 0, last, 0, 0])
})

const damage: Readonly<Record<string, (path: string) => void>> = {
  'made by a newer version': (path) => {
    const file = new Database(path)
    file.run(`PRAGMA user_version = ${migrations.length + 1}`)
    file.close(true)
  },
  'that is no database': (path) => writeFileSync(path, 'not a database, '.repeat(1_000)),
  'cut short': (path) => writeFileSync(path, readFileSync(path).subarray(0, 1_000)),
  'that is empty': (path) => writeFileSync(path, ''),
}
test.each(Object.entries(damage))('[STORE7] a file %s is made anew', (_name, harm) => {
  const { log, entries } = history
  const path = newPath()
  const first = openOn(log, path)
  first.foldEntries(entries)
  first.close()
  harm(path)
  const second = openOn(log, path)
  expect(second.position()).toBe(0)
  second.foldEntries(entries)
  expect(answersOf(second)).toEqual(expected())
  second.close()
})

test('[STORE14] deleted words are in no byte of the store’s files after it is closed', async () => {
  const { log, entries } = await play([
    { chat: group, by: ann, command: say(`say ${words}`) },
    { chat: group, by: ann, command: edit(2, `edit ${words}`) },
    { chat: group, by: ben, command: say('in between') },
    { chat: group, by: ann, command: { type: 'delete', seq: 2 } },
  ])
  const path = newPath()
  const isHere = (): boolean => {
    const folder = join(path, '..')
    return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(words))
  }
  const first = openOn(log, path)
  first.foldEntries(entries.slice(0, -1))
  first.close()
  expect(isHere()).toBe(true)
  const second = openOn(log, path)
  second.foldEntries(entries)
  second.close()
  expect(isHere()).toBe(false)
})

test('[STORE15] the list of migrations is the journal that drizzle keeps of them', () => {
  const texts = journal.entries.map(({ tag }) => readFileSync(join(import.meta.dir, `migrations/${tag}.sql`), 'utf8'))
  expect([...migrations]).toEqual(texts)
})
