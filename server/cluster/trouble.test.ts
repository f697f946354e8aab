/** What a cluster's log does when the stream is full, or holds what it must not. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { type ChatId, newChatId, newUserId } from '@parley/protocol'
import { verify } from '../log/chain.ts'
import { codeOf, entriesOf, posted, start, testEnv } from '../log/contract.ts'
import { leftOut, natsServer, type NatsServers, startNats, until } from './testing/natsServers.ts'
import { openTestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('a full and a damaged log of a cluster')

const startMs = 60_000

describe.skipIf(natsServer === null)('one NATS server', () => {
  let servers: NatsServers
  const env = testEnv(40)
  const by = newUserId(env)
  beforeAll(async () => {
    servers = await startNats(1)
  }, startMs)
  afterAll(() => servers.stop())

  test('[CLU14] a full stream refuses with storageFull, keeps everything, and takes more when it may grow', async () => {
    const node = await openTestCluster({ servers, env, name: 'full', logBytesMax: 50_000 })
    const chat = newChatId(env)
    const text = 'x'.repeat(4_000)
    let after = 0
    let code = 'none'
    while (code === 'none') {
      code = await codeOf(node.log.append(chat, after, [posted(env, by, text)]))
      if (code === 'none') after += 1
    }
    expect(code).toBe('storageFull')
    expect(after).toBeGreaterThan(5)
    expect(await node.log.read(chat, 0, 100)).toHaveLength(after)
    const manager = await jetstreamManager(node.nats)
    await manager.streams.update('full_log', { max_bytes: 1_000_000 })
    entriesOf(await node.log.append(chat, after, [posted(env, by, text)]))
    expect(verify(chat, start, node.log.sealed(chat, 0, 100)).type).toBe('whole')
    await node.release()
  })

  test('[CLU62] a copy of streams that are no more is made anew, though those in their place bear the same epoch', async () => {
    const first = await openTestCluster({ servers, env, name: 'again', isKept: true })
    const { epoch } = first.log
    const [before, after] = [newChatId(env), newChatId(env)]
    for (const seq of [0, 1, 2]) entriesOf(await first.log.append(before, seq, [posted(env, by, 'old')]))
    const { folder } = first
    await first.release()
    const again = await openTestCluster({ servers, env, name: 'other' })
    const other = await jetstreamManager(again.nats)
    await other.streams.delete('again_log')
    await other.streams.delete('KV_again_records')
    const second = await openTestCluster({ servers, env, name: 'again', folder, epoch })
    expect(second.log.epoch).toBe(epoch)
    expect(second.copyId).not.toBe(first.copyId)
    expect(second.log.readNow(before, 0, 9, 9)).toEqual([])
    entriesOf(await second.log.append(after, 0, [posted(env, by, 'new')]))
    expect(second.log.readNow(after, 0, 9, 9)).toHaveLength(1)
    await Promise.all([second.release(), again.release()])
  })

  test('[CLU15] a message that no Parley wrote is set aside and told; its chat stops, the others go on', async () => {
    const node = await openTestCluster({ servers, env, name: 'poison' })
    const [bad, good] = [newChatId(env), newChatId(env)]
    entriesOf(await node.log.append(bad, 0, [posted(env, by, 'a')]))
    const client = jetstream(node.nats)
    const header = JSON.stringify({ type: 'entries', after: 1, prev: 1, replaces: 0 })
    await client.publish(
      `poison.chat.${bad}`,
      `${header}\n${'0'.repeat(64)} - - {"seq":2,"event":{"type":"memberLeft"}}`,
    )
    await until('it is told', () => node.defects.length > 0)
    expect(node.defects).toHaveLength(1)
    expect(String(node.defects[0])).toContain('set aside')
    expect(await codeOf(node.log.append(bad, 1, [posted(env, by, 'b')]))).toBe('unavailable')
    entriesOf(await node.log.append(good, 0, [posted(env, by, 'c')]))
    expect(node.log.readNow(bad, 0, 9, 9)).toHaveLength(1)
    const garbage = newChatId(env)
    await client.publish(`poison.chat.${garbage}`, 'garbage')
    entriesOf(await node.log.append(good, 1, [posted(env, by, 'd')]))
    expect(node.defects).toHaveLength(2)
    await node.release()
  })

  test('[VER9] a chat of which messages were set aside is listed too, though it has no entry, and is known as damaged', async () => {
    const node = await openTestCluster({ servers, env, name: 'listed' })
    const [bad, good] = [newChatId(env), newChatId(env)]
    await jetstream(node.nats).publish(`listed.chat.${bad}`, 'garbage')
    entriesOf(await node.log.append(good, 0, [posted(env, by, 'a')]))
    expect(node.log.chats('', 9)).toEqual([bad, good].sort())
    expect(node.log.damageOf(bad)).toContain('no message of the log')
    expect(node.log.damageOf(good)).toBeNull()
    await node.release()
  })

  test('[CLU16] of two messages in one place the first counts on every node, and the chat goes on', async () => {
    const [one, other] = [
      await openTestCluster({ servers, env, name: 'fork' }),
      await openTestCluster({ servers, env: testEnv(41), name: 'fork', node: 'node2' }),
    ]
    const chat = newChatId(env)
    entriesOf(await one.log.append(chat, 0, [posted(env, by, 'a')]))
    entriesOf(await other.log.append(chat, 1, [posted(env, by, 'b')]))
    const manager = await jetstreamManager(one.nats)
    const second = await manager.streams.getMessage('fork_log', { seq: 2 })
    // As if the servers had not compared.
    await jetstream(one.nats).publish(`fork.chat.${chat}`, second?.data)
    entriesOf(await one.log.append(chat, 2, [posted(env, by, 'c')]))
    entriesOf(await other.log.append(chat, 3, [posted(env, by, 'd')]))
    for (const node of [one, other]) {
      expect((await node.log.head(chat)).seq).toBe(4)
      expect(verify(chat, start, node.log.sealed(chat, 0, 100)).type).toBe('whole')
      expect(node.defects.map(String)).toEqual([expect.stringContaining('is void')])
      await node.release()
    }
  })

  test('[CLU17] a node that has much to take in is not cut off as a slow consumer', async () => {
    const node = await openTestCluster({ servers, env, name: 'much', logBytesMax: 200_000_000 })
    const text = 'x'.repeat(4_000)
    const chats = Array.from({ length: 20 }, () => newChatId(env))
    const fill = async (chat: ChatId): Promise<void> => {
      for (let after = 0; after < 1_000; after += 50)
        entriesOf(
          await node.log.append(
            chat,
            after,
            Array.from({ length: 50 }, () => posted(env, by, text)),
          ),
        )
    }
    await Promise.all(chats.map(fill))
    const fresh = await openTestCluster({ servers, env, name: 'much', node: 'node2', logBytesMax: 200_000_000 })
    for (const chat of chats) expect((await fresh.log.head(chat)).seq).toBe(1_000)
    const varz: unknown = await (await fetch(`${servers.monitors[0]}/varz`)).json()
    expect(varz).toHaveProperty('slow_consumers', 0)
    for (const { release } of [node, fresh]) await release()
  })
})
