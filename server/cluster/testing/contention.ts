/**
 * Nodes that write to the same chats while servers fail, and the checker that afterwards compares the log, as a node reads it
 * that saw nothing of it, with what was acknowledged, what was refused, and what each node's followers heard.
 */
import { expect } from 'bun:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { type ChatId, FailureError, type IdSource, newChatId, newUserId, type SubmissionId } from '@parley/protocol'
import { verify } from '../../log/chain.ts'
import { posted, start, testEnv } from '../../log/contract.ts'
import { decodeEntry } from '../../log/decode.ts'
import type { AuditableLog, LogEntry } from '../../log/log.ts'
import { type NatsServers, until } from './natsServers.ts'
import { openTestCluster, type TestCluster } from './openTestCluster.ts'

const nodesCount = 3
const writersPerNode = 8
const chatsCount = 12
const entriesMax = 1_000_000

interface Ack {
  readonly chat: ChatId
  readonly seq: number
  readonly cause: SubmissionId
}

interface Workload {
  readonly acks: Ack[]
  /** Of appends that ended as conflict, or with a failure: certainly not stored. */
  readonly refused: SubmissionId[]
  unknown: number
  isEnding: boolean
}

export interface Contention {
  /** The place of the log's leader among the servers. */
  leader(): Promise<number>
  /** Waits until so many more entries are acknowledged. */
  progress(acks: number): Promise<void>
  /** Stops the writers and checks everything. */
  end(): Promise<{ readonly acknowledged: number; readonly unknown: number }>
}

export async function startContention(servers: NatsServers, name: string): Promise<Contention> {
  const nodes: { readonly cluster: TestCluster; readonly heard: LogEntry[] }[] = []
  for (let place = 0; place < nodesCount; place++) {
    const cluster = await openTestCluster({ servers, env: testEnv(100 + place), name, node: `node${place}` })
    const heard: LogEntry[] = []
    await cluster.log.follow(0, (entries) => heard.push(...entries)).caughtUp
    nodes.push({ cluster, heard })
  }
  const chats = Array.from({ length: chatsCount }, (_, place) => newChatId(testEnv(place)))
  const work: Workload = { acks: [], refused: [], unknown: 0, isEnding: false }
  const crashes: unknown[] = []
  const writing = nodes.flatMap(({ cluster }, place) =>
    Array.from({ length: writersPerNode }, (_, writer) =>
      write(cluster.log, chats, testEnv(1_000 * (place + 1) + writer), work).catch((error: unknown) => {
        crashes.push(error)
      }),
    ),
  )

  return {
    async leader() {
      const [first] = nodes
      if (first === undefined) throw new Error('There is no node.')
      const manager = await jetstreamManager(first.cluster.nats)
      const { cluster } = await manager.streams.info(`${name}_log`)
      return servers.names.indexOf(cluster?.leader ?? '')
    },
    async progress(acks) {
      const due = work.acks.length + acks
      await until('writers go on', () => work.acks.length >= due || crashes.length > 0)
    },
    async end() {
      work.isEnding = true
      await Promise.all(writing)
      expect(crashes).toEqual([])
      const witness = await openTestCluster({ servers, env: testEnv(9), name, node: 'witness' })
      check(witness.log, chats, work)
      const heads = await Promise.all(chats.map((chat) => witness.log.head(chat)))
      const total = heads.reduce((sum, { seq }) => sum + seq, 0)
      for (const { cluster, heard } of nodes) {
        // That the log was away for long is told, and is no defect here.
        expect(cluster.defects.filter((error) => !(error instanceof FailureError))).toEqual([])
        expect(await Promise.all(chats.map((chat) => cluster.log.head(chat)))).toEqual(heads)
        expect(heard).toHaveLength(total)
        for (const chat of chats)
          expect(heard.filter((entry) => entry.chat === chat).map(({ json }) => json)).toEqual([
            ...witness.log.readNow(chat, 0, entriesMax, entriesMax),
          ])
      }
      for (const { release } of [witness, ...nodes.map(({ cluster }) => cluster)]) await release()
      return { acknowledged: work.acks.length, unknown: work.unknown }
    },
  }
}

/** Appends to chats drawn anew each time, on the head that its own node believes in. */
async function write(log: AuditableLog, chats: readonly ChatId[], env: IdSource, work: Workload): Promise<void> {
  const by = newUserId(env)
  const heads = new Map<ChatId, number>()
  while (!work.isEnding) {
    const chat = chats[Math.floor(env.random() * chats.length)] ?? newChatId(env)
    let after = heads.get(chat) ?? 0
    after += log.readNow(chat, after, entriesMax, entriesMax).length
    heads.set(chat, after)
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
        work.unknown += 1
    }
  }
}

/** Acknowledged entries are in the log, once, where they were acknowledged; refused ones are not; the chains are whole. */
function check(log: AuditableLog, chats: readonly ChatId[], { acks, refused }: Workload): void {
  const places = new Map<SubmissionId, string[]>()
  for (const chat of chats) {
    const sealed = log.sealed(chat, 0, entriesMax)
    expect(verify(chat, start, sealed).type).toBe('whole')
    expect(sealed.map(({ seq }) => seq)).toEqual(sealed.map((_, place) => place + 1))
    for (const { json } of sealed) {
      const { cause, seq } = decodeEntry(json)
      places.set(cause, [...(places.get(cause) ?? []), `${chat} ${seq}`])
    }
  }
  expect(acks.filter(({ chat, seq, cause }) => places.get(cause)?.join() !== `${chat} ${seq}`)).toEqual([])
  expect(refused.filter((cause) => places.has(cause))).toEqual([])
}
