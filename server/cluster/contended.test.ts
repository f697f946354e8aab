/**
 * Three nodes write to the same chats while the leader of the log is killed, twice. Afterwards a fourth node, which saw nothing
 * of it, reads the whole log, and a checker compares it with what was acknowledged and with what each node's followers heard.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { type ChatId, type IdSource, newChatId, newUserId, type SubmissionId } from '@parley/protocol'
import { verify } from '../log/chain.ts'
import { posted, start, testEnv } from '../log/contract.ts'
import type { AuditableLog, LogEntry } from '../log/log.ts'
import { leftOut, natsServer, type NatsServers, startNats, until } from './testing/natsServers.ts'
import { openTestCluster, type TestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('writing to the log of a cluster while its leader is killed')

const startMs = 60_000
const writersPerNode = 8
const acksBetweenFaults = 400
const entriesMax = 100_000

interface Ack {
  readonly chat: ChatId
  readonly seq: number
  readonly cause: SubmissionId
}

interface Workload {
  readonly acks: Ack[]
  readonly refused: SubmissionId[]
  readonly crashes: unknown[]
  isEnding: boolean
}

/** Appends to chats drawn anew each time, on the head that its own node believes in, and counts only what is certain. */
async function write(log: AuditableLog, chats: readonly ChatId[], env: IdSource, work: Workload): Promise<void> {
  const by = newUserId(env)
  while (!work.isEnding) {
    const chat = chats[Math.floor(env.random() * chats.length)] ?? newChatId(env)
    const after = log.sealed(chat, 0, entriesMax).length
    const drafts = Array.from({ length: 1 + Math.floor(env.random() * 3) }, () => posted(env, by, 'hello'))
    const appended = await log.append(chat, after, drafts).catch(() => null)
    switch (appended?.type) {
      case 'stored':
        for (const { entry } of appended.entries) work.acks.push({ chat, seq: entry.seq, cause: entry.cause })
        break
      case 'conflict':
      case undefined:
        for (const { cause } of drafts) work.refused.push(cause)
        break
      case 'unknown':
        break
    }
  }
}

describe.skipIf(natsServer === null)('three nodes on three NATS servers', () => {
  let servers: NatsServers
  beforeAll(async () => {
    servers = await startNats(3)
  }, startMs)
  afterAll(() => servers.stop())

  test('[CLU10] lose, repeat and reorder nothing when the leader of the log is killed while they contend', async () => {
    const name = 'contended'
    const nodes: { cluster: TestCluster; heard: LogEntry[] }[] = []
    for (const place of [1, 2, 3]) {
      const cluster = await openTestCluster({ servers, env: testEnv(100 + place), name, node: `node${place}` })
      const heard: LogEntry[] = []
      await cluster.log.follow(0, (entries) => heard.push(...entries)).caughtUp
      nodes.push({ cluster, heard })
    }
    const chats = Array.from({ length: 12 }, (_, place) => newChatId(testEnv(place)))
    const work: Workload = { acks: [], refused: [], crashes: [], isEnding: false }
    const writing = nodes.flatMap(({ cluster }, place) =>
      Array.from({ length: writersPerNode }, (_, writer) =>
        write(cluster.log, chats, testEnv(1_000 * place + writer), work).catch((error: unknown) => {
          work.crashes.push(error)
        }),
      ),
    )

    const progress = async (): Promise<void> => {
      const due = work.acks.length + acksBetweenFaults
      await until('writers go on', () => work.acks.length >= due)
    }
    for (const fault of [1, 2]) {
      await progress()
      const leader = await leaderOf(nodes[fault]?.cluster, `${name}_log`)
      const place = servers.names.indexOf(leader)
      await servers.signal(place, 'SIGKILL')
      await progress()
      await servers.restart(place)
    }
    await progress()
    work.isEnding = true
    await Promise.all(writing)
    expect(work.crashes).toEqual([])

    const witness = await openTestCluster({ servers, env: testEnv(9), name, node: 'witness' })
    for (const { cluster } of nodes) expect(cluster.defects).toEqual([])
    check(witness.log, chats, work)
    const heads = await Promise.all(chats.map((chat) => witness.log.head(chat)))
    const total = heads.reduce((sum, { seq }) => sum + seq, 0)
    for (const { cluster, heard } of nodes) {
      expect(await Promise.all(chats.map((chat) => cluster.log.head(chat)))).toEqual(heads)
      expect(heard).toHaveLength(total)
      for (const chat of chats)
        expect(heard.filter((entry) => entry.chat === chat).map(({ json }) => json)).toEqual([
          ...witness.log.readNow(chat, 0, entriesMax, entriesMax),
        ])
    }
    for (const { release } of [witness, ...nodes.map(({ cluster }) => cluster)]) await release()
  }, 90_000)
})

/** Acknowledged entries are in the log, once, where they were acknowledged; refused ones are not; the chains are whole. */
function check(log: AuditableLog, chats: readonly ChatId[], { acks, refused }: Workload): void {
  const places = new Map<SubmissionId, string[]>()
  for (const chat of chats) {
    const sealed = log.sealed(chat, 0, entriesMax)
    expect(verify(chat, start, sealed).type).toBe('whole')
    expect(sealed.map(({ seq }) => seq)).toEqual(sealed.map((_, place) => place + 1))
  }
  for (const chat of chats)
    for (const json of log.readNow(chat, 0, entriesMax, entriesMax)) {
      const { cause, seq }: { cause: SubmissionId; seq: number } = JSON.parse(json)
      places.set(cause, [...(places.get(cause) ?? []), `${chat} ${seq}`])
    }
  expect(acks.filter(({ chat, seq, cause }) => places.get(cause)?.join() !== `${chat} ${seq}`)).toEqual([])
  expect(refused.filter((cause) => places.has(cause))).toEqual([])
}

async function leaderOf(cluster: TestCluster | undefined, stream: string): Promise<string> {
  if (cluster === undefined) throw new Error('There is no such node.')
  const manager = await jetstreamManager(cluster.nats)
  const { cluster: group } = await manager.streams.info(stream)
  return group?.leader ?? ''
}
