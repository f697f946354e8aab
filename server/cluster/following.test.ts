/** What a node does when the servers stop telling it of new messages, or leave one out. */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { newChatId, newUserId } from '@parley/protocol'
import { codeOf, entriesOf, posted, testEnv } from '../log/contract.ts'
import { leftOut, natsServer, type NatsServers, startNats, until } from './testing/natsServers.ts'
import { openTestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('following the log of a cluster through trouble')

const startMs = 60_000

describe.skipIf(natsServer === null)('one NATS server', () => {
  let servers: NatsServers
  const env = testEnv(50)
  const by = newUserId(env)
  beforeAll(async () => {
    servers = await startNats(1)
  }, startMs)
  afterAll(() => servers.stop())

  test('[CLU18] a node whose consumer was taken away, or slept with the server, hears of new entries all the same', async () => {
    const one = await openTestCluster({ servers, env, name: 'deaf' })
    const other = await openTestCluster({ servers, env: testEnv(51), name: 'deaf', node: 'node2' })
    const chat = newChatId(env)
    const heard: number[] = []
    await other.log.follow(0, (entries) => heard.push(...entries.map(({ entry }) => entry.seq))).caughtUp
    entriesOf(await one.log.append(chat, 0, [posted(env, by, 'a')]))
    const manager = await jetstreamManager(one.nats)
    for await (const { name } of manager.consumers.list('deaf_log')) await manager.consumers.delete('deaf_log', name)
    entriesOf(await one.log.append(chat, 1, [posted(env, by, 'b')]))
    await until('the other node has heard of it', () => heard.length === 2)
    await servers.signal(0, 'SIGKILL')
    const appending = one.log.append(chat, 2, [posted(env, by, 'c')])
    await servers.restart(0)
    entriesOf(await appending)
    await until('the other node has heard of what came after the restart', () => heard.length === 3)
    expect(heard).toEqual([1, 2, 3])
    for (const { release } of [one, other]) await release()
  }, 60_000)

  test('[CLU19] full records refuse with storageFull, keep what they have, and the log goes on', async () => {
    const node = await openTestCluster({ servers, env, name: 'laden', recordBytesMax: 50_000 })
    const value = { text: 'x'.repeat(4_000) }
    let code = 'none'
    let stored = 0
    while (code === 'none') {
      code = await codeOf(node.records.put(`record/${stored}`, value, 0))
      if (code === 'none') stored += 1
    }
    expect(code).toBe('storageFull')
    expect(stored).toBeGreaterThan(5)
    expect(await node.records.list('record/')).toHaveLength(stored)
    entriesOf(await node.log.append(newChatId(env), 0, [posted(env, by, 'a')]))
    await node.release()
  })

  test('[CLU60] a message that the log has and a node was never told of stops its chat there, in words, and no other', async () => {
    const node = await openTestCluster({ servers, env, name: 'rotten', isKept: true })
    const [bad, good] = [newChatId(env), newChatId(env)]
    for (const chat of [bad, good]) entriesOf(await node.log.append(chat, 0, [posted(env, by, 'a')]))
    entriesOf(await node.log.append(bad, 1, [posted(env, by, 'b')]))
    const before = node.log.sealed(bad, 0, 1)[0]?.hash ?? ''
    await node.release()
    // As if the server had left the last one out.
    using copy = new Database(join(node.folder, 'cluster.db'), { strict: true })
    copy.run('DELETE FROM entries WHERE seq = 2')
    copy.run('UPDATE chats SET seq = 1, hash = ?, message = 1 WHERE chat = ?', [before, bad])
    copy.close()
    const again = await openTestCluster({ servers, env, name: 'rotten', folder: node.folder, isKept: true })
    expect(await codeOf(again.log.head(bad))).toBe('unavailable')
    expect(await codeOf(again.log.append(bad, 1, [posted(env, by, 'c')]))).toBe('unavailable')
    expect(again.defects.map(String)).toEqual([expect.stringContaining('Delete cluster.db')])
    entriesOf(await again.log.append(good, 1, [posted(env, by, 'c')]))
    await again.release()
    rmSync(node.folder, { recursive: true, force: true })
  })
})
