import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realEnv } from '@parley/actors'
import { type ChatId, newChatId, newUserId } from '@parley/protocol'
import { leftSigningKey, openSigningKey } from './accounts/keys.ts'
import { leftOut, natsServer, type NatsServers, startNats } from './cluster/testing/natsServers.ts'
import { openDisk } from './disk/main.ts'
import { codeOf, entriesOf, posted, start, testEnv } from './log/contract.ts'
import { verify } from './log/chain.ts'
import { migrate, type Place, type Progress, reopen } from './migrate.ts'
import { readMarker, refuseMoving, writeMarker } from './moving/marker.ts'
import { openPlace, type OpenPlace } from './moving/places.ts'
import { allRecords } from './moving/records.ts'

if (natsServer === null) leftOut('moving data into a cluster and back')

const env = testEnv(51)
const by = newUserId(env)
const onDefect = (error: unknown): void => expect(error).toBeNull()
const world = {
  scratch: null,
  env: realEnv,
  randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
  onDefect,
}
const longChat = 700

let folder: string
let servers: NatsServers
let clusters = 0
beforeAll(async () => {
  if (natsServer !== null) servers = await startNats(1)
}, 60_000)
afterAll(async () => {
  if (natsServer !== null) await servers.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-move-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const folderPlace = (name: string): Place => ({ type: 'folder', path: join(folder, name) })
function newCluster(): Place {
  clusters += 1
  const size = 64 * 1024 * 1024
  const { urls: nats, monitors: natsMonitors } = servers
  const cluster = `moved${clusters}`
  return {
    type: 'cluster',
    nats,
    natsMonitors,
    cluster,
    replicas: 1,
    logBytes: size,
    recordBytes: size,
    unsafeSync: false,
  }
}

async function at<Result>(place: Place, work: (open: OpenPlace) => Promise<Result>): Promise<Result> {
  const open = await openPlace(place, world, null)
  try {
    return await work(open)
  } finally {
    await open.close()
  }
}

/** A folder as a server leaves it: long and short chats, erased words, records, removed ones among them, a signing key. */
async function fill(place: Place): Promise<readonly ChatId[]> {
  if (place.type !== 'folder') throw new Error('A server fills a folder.')
  openSigningKey(place.path, { randomBytes: world.randomBytes, onExposed: onDefect })
  const { log, records, close } = await openDisk({ folder: place.path, env, onDefect })
  const chats = Array.from({ length: 40 }, () => newChatId(env))
  const write = async (chat: ChatId, count: number): Promise<void> => {
    for (let after = 0; after < count; after += 100) {
      const drafts = Array.from({ length: Math.min(100, count - after) }, (_, place) => posted(env, by, `m${place}`))
      entriesOf(await log.append(chat, after, drafts))
    }
  }
  await Promise.all(chats.map((chat, place) => write(chat, place === 0 ? longChat : 3)))
  const [long, short] = chats
  if (long !== undefined && short !== undefined) {
    await log.redact(long, [1, 300, 650])
    await log.redact(short, [2])
    entriesOf(await log.append(short, 3, [{ ...posted(env, by, ''), event: { type: 'memberLeft' } }]))
  }
  const keys = Array.from({ length: 50 }, (_, place) => `setting/${by}/key${place}`)
  await Promise.all(keys.map((key, place) => records.put(key, { value: `v${place}` }, 0)))
  await records.put(`setting/${by}/key7`, null, (await records.get(`setting/${by}/key7`))?.revision ?? 0)
  await records.put('account/.dots.and-signs_', { text: 'ünïcödé "quoted"\n', list: [1, null, true] }, 0)
  await close()
  return chats
}

/** Everything that must be the same. */
const contents = ({ log, records }: OpenPlace) =>
  allRecords(records).then((all) => ({
    epoch: log.epoch,
    chats: log.chats('', 1_000).map((chat) => [chat, log.sealed(chat, 0, 1_000)]),
    records: [...all.values()]
      .map(({ key, value }) => [key, value] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  }))
const revisions = async ({ records }: OpenPlace) =>
  [...(await allRecords(records)).values()].map(({ revision }) => revision)

const move = (from: Place, to: Place, onProgress: (progress: Progress) => void = () => undefined) =>
  migrate({ from, to, onDefect, onProgress })

describe.skipIf(natsServer === null)('with a NATS server', () => {
  test('[MIG2] a folder moves into a cluster and back: the same epoch, entries, heads and records, and revisions that only ascend', async () => {
    const [old, cluster, back] = [folderPlace('old'), newCluster(), folderPlace('back')]
    const chats = await fill(old)
    const first = await at(old, contents)
    const key = leftSigningKey(join(folder, 'old'))
    const moved = { epoch: first.epoch, chats: 40, entries: longChat + 39 * 3 + 1, records: 51, hasSigningKey: true }
    expect(await move(old, cluster)).toEqual(moved)
    const second = await at(cluster, async (open) => {
      expect(await contents(open)).toEqual(first)
      expect(Math.min(...(await revisions(open)))).toBeGreaterThan(100)
      for (const chat of chats) expect(verify(chat, start, open.log.sealed(chat, 0, 1_000)).type).toBe('whole')
      expect(await open.signingKey()).toEqual(key)
      // What is there goes on: it is appended to, and erased.
      const [long = newChatId(env), short = newChatId(env)] = chats
      entriesOf(await open.log.append(long, longChat, [posted(env, by, 'in the cluster')]))
      await open.log.redact(long, [5, longChat + 1])
      // As every server does at its start: these words were gone before the move.
      await open.log.redact(short, [2])
      return { contents: await contents(open), revision: Math.max(...(await revisions(open))) }
    })
    expect(await move(cluster, back)).toEqual({ ...moved, entries: moved.entries + 1 })
    await at(back, async (open) => {
      expect(await contents(open)).toEqual(second.contents)
      expect(Math.min(...(await revisions(open)))).toBeGreaterThan(second.revision)
    })
    expect(leftSigningKey(join(folder, 'back'))).toEqual(key)
  }, 60_000)

  test('[MIG3] a move that was cut off anywhere goes on when it is run again, also when the source changed meanwhile', async () => {
    const [old, cluster] = [folderPlace('old'), newCluster()]
    const [long = newChatId(env)] = await fill(old)
    const cuts: readonly (readonly [Progress['step'], number])[] = [
      ['entries', 0],
      ['entries', 300],
      ['records', 20],
      ['comparing', 100],
    ]
    for (const [step, done] of cuts) {
      const cut = new Error('Cut off.')
      const onProgress = (progress: Progress): void => {
        if (progress.step === step && progress.done >= done) throw cut
      }
      expect(await move(old, cluster, onProgress).catch((error: unknown) => error)).toBe(cut)
      const words = await at(cluster, ({ records }) => refuseMoving(records)).catch(String)
      expect(words).toContain('Run the same parley migrate again')
    }
    await at(old, async ({ log, records }) => {
      await log.redact(long, [2])
      entriesOf(await log.append(long, longChat, [posted(env, by, 'meanwhile')]))
      const record = await records.get(`setting/${by}/key1`)
      await records.put(`setting/${by}/key1`, { value: 'changed' }, record?.revision ?? 0)
    })
    await move(old, cluster)
    const whole = await at(old, contents)
    expect(await at(cluster, contents)).toEqual(whole)
    // It was cut off after the source was marked.
    await at(cluster, ({ records }) => writeMarker(records, { state: 'underWay', from: '', recordsAfter: 9_999_999 }))
    await move(old, cluster)
    // All is done already.
    await move(old, cluster)
    expect(await at(cluster, contents)).toEqual(whole)
    expect(await at(cluster, ({ records }) => readMarker(records))).toMatchObject({ marker: null })
  }, 60_000)

  test('[MIG4] a target with anything else in it is refused and left as it is, and so is a source that is not there or damaged', async () => {
    const [old, cluster, another] = [folderPlace('old'), newCluster(), folderPlace('another')]
    const [, chat = newChatId(env)] = await fill(old)
    await fill(another)
    const refusal = (from: Place, to: Place) => move(from, to).then(() => 'moved', String)
    expect(await refusal(folderPlace('nowhere'), cluster)).toContain('There is no data of a server')
    expect(await refusal(newCluster(), folderPlace('new'))).toContain('There is no data of a server')
    await move(old, cluster)
    expect(await refusal(another, cluster)).toContain('There is other data')
    expect(await refusal(cluster, another)).toContain('There is other data')
    await at(cluster, ({ log }) => log.append(chat, 4, [posted(env, by, 'people go on')]))
    expect(await refusal(old, cluster)).toContain('There is other data')
    expect(await refusal(old, newCluster())).toContain('was moved to')
    await using held = await lockedFolder(join(folder, 'another'))
    expect(await refusal(another, newCluster())).toContain(held.words)
  }, 60_000)

  test('[MIG5] no server starts on what was moved away, until that is taken back', async () => {
    const [old, cluster] = [folderPlace('old'), newCluster()]
    await fill(old)
    await move(old, cluster)
    const start = (place: Place) => at(place, ({ records }) => refuseMoving(records))
    expect(await start(old).catch(String)).toContain('was moved to the cluster')
    await start(cluster)
    await reopen(old, onDefect)
    await start(old)
    expect(await codeOf(reopen(folderPlace('nowhere'), onDefect))).toBe('notFound')
  }, 60_000)
})

/** As a server that runs holds it. */
async function lockedFolder(path: string) {
  const { close } = await openDisk({ folder: path, env, onDefect })
  return { words: 'Another Parley server uses the folder', [Symbol.asyncDispose]: close }
}
