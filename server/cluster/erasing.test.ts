/** Erased words are gone from the servers' files and from every node's, and who was away meanwhile learns it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type ChatId, newChatId, newUserId } from '@parley/protocol'
import { verify } from '../log/chain.ts'
import { entriesOf, posted, start, testEnv } from '../log/contract.ts'
import { leftOut, natsServer, type NatsServers, startNats, until } from './testing/natsServers.ts'
import { openTestCluster, type TestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('erasing words from a cluster')

const startMs = 60_000
const paddingMs = 60_000
const words = 'correct horse battery staple'

/** The files in which the words stand, of these folders. */
const filesWith = (folders: readonly string[]): readonly string[] =>
  Bun.spawnSync(['grep', '-rlaF', words, ...folders])
    .stdout.toString()
    .split('\n')
    .filter(Boolean)

const textsOf = ({ log }: TestCluster, chat: ChatId): readonly string[] => log.readNow(chat, 0, 1_000, 1_000)
const isWhole = ({ log }: TestCluster, chat: ChatId): boolean =>
  verify(chat, start, log.sealed(chat, 0, 1_000)).type === 'whole'

for (const count of [1, 3] as const)
  describe.skipIf(natsServer === null)(`on ${count === 1 ? 'one NATS server' : 'three NATS servers'}`, () => {
    let servers: NatsServers
    const env = testEnv(20 + count)
    const by = newUserId(env)
    const post = (text: string) => posted(env, by, text)
    const open = (name: string, node: string, folder?: string) =>
      openTestCluster({ servers, env: testEnv(node.length), name, node, ...(folder === undefined ? {} : { folder }) })
    beforeAll(async () => {
      servers = await startNats(count)
    }, startMs)
    afterAll(() => servers.stop())

    test('[CLU11] erased words stand in no file of a stream, nor in any node’s copy', async () => {
      const [one, other] = [await open('bytes', 'a'), await open('bytes', 'bb')]
      const chat = newChatId(env)
      entriesOf(await one.log.append(chat, 0, [post('keep'), post(words), post('keep this too')]))
      await other.log.head(chat)
      expect(filesWith([one.folder, other.folder, ...servers.folders]).length).toBeGreaterThanOrEqual(2 + count)
      await one.log.redact(chat, [2])
      await other.log.head(chat)
      const streams = servers.folders.map((folder) => `${folder}/jetstream/$G`)
      await until('every server has erased', () => filesWith(streams).length === 0)
      expect(filesWith([one.folder, other.folder])).toEqual([])
      // Three servers have a journal of their consensus too, which they cut after 8 MB, or after two minutes.
      if (count === 3) {
        const padding = randomBytes(3_000_000)
        for (let turn = 0; turn < 4; turn++)
          await one.nats.request(`bytes.erased.padding.${turn}`, padding, { timeout: paddingMs })
      }
      await until('no file of a server has the words', () => filesWith(servers.folders).length === 0)
      expect(textsOf(other, chat)).toEqual([...textsOf(one, chat)])
      expect([isWhole(one, chat), isWhole(other, chat)]).toEqual([true, true])
      await one.release()
      await other.release()
    })

    test('[CLU12] two nodes that erase different words of one append at once erase both', async () => {
      const [one, other] = [await open('both', 'a'), await open('both', 'bb')]
      const chat = newChatId(env)
      entriesOf(await one.log.append(chat, 0, [post('keep'), post(words), post(words), post(words)]))
      await other.log.head(chat)
      await Promise.all([one.log.redact(chat, [2]), other.log.redact(chat, [3]), one.log.redact(chat, [4])])
      const fresh = await open('both', 'ccc')
      const streams = servers.folders.map((folder) => `${folder}/jetstream/$G`)
      await until('every server has erased', () => filesWith(streams).length === 0)
      for (const node of [one, other, fresh]) {
        await node.log.head(chat)
        expect(textsOf(node, chat).filter((text) => text.includes('"deleted"'))).toHaveLength(3)
        expect(isWhole(node, chat)).toBe(true)
        await node.release()
      }
    })

    test('[CLU13] a node that was away while words came and went has their place, and goes on', async () => {
      const one = await open('away', 'a')
      let away = await openTestCluster({ servers, env: testEnv(2), name: 'away', node: 'bb', isKept: true })
      const { folder } = away
      const chats = [newChatId(env), newChatId(env)] as const
      for (const chat of chats) entriesOf(await one.log.append(chat, 0, [post('first')]))
      await away.log.head(chats[0])
      await away.release()
      for (const chat of chats) {
        entriesOf(await one.log.append(chat, 1, [post(words), post('keep')]))
        entriesOf(await one.log.append(chat, 3, [post(words)]))
        await one.log.redact(chat, [2, 4])
      }
      entriesOf(await one.log.append(chats[0], 4, [post('last')]))

      away = await open('away', 'bb', folder)
      const heard: string[] = []
      await away.log.follow(0, (entries) => heard.push(...entries.map(({ json }) => json))).caughtUp
      for (const chat of chats) {
        expect(textsOf(away, chat)).toEqual([...textsOf(one, chat)])
        expect(isWhole(away, chat)).toBe(true)
      }
      expect(heard).toHaveLength(9)
      entriesOf(await away.log.append(chats[1], 4, [post('also last')]))
      expect((await one.log.head(chats[1])).seq).toBe(5)
      expect(away.defects).toEqual([])
      await one.release()
      await away.release()
      rmSync(folder, { recursive: true, force: true })
    })

    test('[CLU13] a new node finds what stands in several places of one chat, with whole messages between them', async () => {
      const one = await open('between', 'a')
      const chat = newChatId(env)
      for (let after = 0; after < 8; after++)
        entriesOf(await one.log.append(chat, after, [post(`message ${after + 1}`)]))
      await one.log.redact(chat, [1, 2, 5, 8])
      const fresh = await open('between', 'bb')
      expect(fresh.defects).toEqual([])
      expect(textsOf(fresh, chat)).toEqual([...textsOf(one, chat)])
      expect(await fresh.log.head(chat)).toEqual(await one.log.head(chat))
      await one.release()
      await fresh.release()
    })
  })
