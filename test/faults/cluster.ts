/** A cluster of real processes: three NATS servers and three Parley nodes on loopback, and the ways in which they can fail. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatId } from '@parley/protocol'
import { type NatsServers, startNats, type Whereabouts } from '../../server/cluster/testing/natsServers.ts'
import { openTestCluster } from '../../server/cluster/testing/openTestCluster.ts'
import { resize, sizeOf, stepDown, type StreamSize } from '../../server/cluster/testing/streamControl.ts'
import { at, listAt } from '../testing/b-json.ts'
import { realEnv } from '../testing/a-person.ts'
import { type ServerProcess, startServer } from '../testing/a-server.ts'
import { until } from '../testing/a-until.ts'
import type { WholeLog } from './checker.ts'

export const nodesCount = 3
const name = 'faults'
const logBytesMax = 2 ** 30
const stream = `${name}_log`
/** In milliseconds: an election takes up to nine seconds. */
const leaderWithin = 60_000
const wholeWithin = 60_000
const askTimeoutMs = 2_000

export interface ParleyCluster {
  readonly servers: NatsServers
  /** Of the nodes; they stay the same for ever. */
  readonly urls: readonly string[]
  node(place: number): ServerProcess
  /** After it was killed or stopped. Settles when it listens and has caught up. */
  startNode(place: number): Promise<void>
  /** Of a node that was killed: its copy of the log and its store are gone. */
  forgetNode(place: number): void
  /** The place of the server that leads the stream of the log, once most servers agree on it. */
  leader(): Promise<number>
  /** Settles when the leader says of all others that they keep up. */
  whole(): Promise<void>
  /** Tells the leader to let another one lead. */
  stepDown(): Promise<void>
  logSize(): Promise<StreamSize>
  resizeLog(bytesMax: number): Promise<void>
  /** What a node reads that saw nothing of all this. */
  wholeLog(chats: readonly ChatId[]): Promise<WholeLog>
  /** What the nodes wrote into their journals. */
  journals(): string
  stop(): Promise<void>
}

/** `where`: both a server and a node are at each place. */
export async function startCluster(where?: Whereabouts): Promise<ParleyCluster> {
  const nats = await startNats(3, 'always', where)
  const home = mkdtempSync(join(tmpdir(), 'parley-faults-'))
  const journals: string[] = []
  const folderOf = (place: number): string => join(home, `node${place + 1}`)
  const start = (place: number, port: number): Promise<ServerProcess> =>
    startServer(folderOf(place), port, {
      ...(where === undefined ? {} : { before: where.before(place) }),
      flags: [
        ...(where === undefined ? [] : ['--host', where.hostOf(place)]),
        '--nats',
        nats.urls.join(),
        '--nats-monitors',
        nats.monitors.join(),
        '--cluster',
        name,
        '--node',
        `node${place + 1}`,
        '--log-bytes',
        String(logBytesMax),
      ],
    })
  const nodes: ServerProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()))
    await nats.stop()
    rmSync(home, { recursive: true })
  }
  try {
    for (let place = 0; place < nodesCount; place++) nodes.push(await start(place, 0))
  } catch (error) {
    await stop()
    throw error
  }
  const nodeAt = (place: number): ServerProcess => {
    const node = nodes[place]
    if (node === undefined) throw new Error(`There is no node ${place}.`)
    return node
  }
  const urls = nodes.map(({ url }) => url)

  const leader = async (): Promise<number> => {
    let found = ''
    await until(async () => {
      const believed = await Promise.all(nats.monitors.map(leaderAt))
      found = believed.find((one) => one !== '' && believed.filter((other) => other === one).length >= 2) ?? ''
      return found !== ''
    }, leaderWithin)
    return nats.names.indexOf(found)
  }

  return {
    servers: nats,
    urls,
    node: nodeAt,
    async startNode(place) {
      journals.push(nodeAt(place).journal())
      nodes[place] = await start(place, nodeAt(place).port)
    },
    forgetNode: (place) => rmSync(folderOf(place), { recursive: true }),
    leader,
    whole: () =>
      until(async () => {
        const leading = await leader()
        const replicas = at(await streamAt(nats.monitors[leading] ?? ''), 'cluster', 'replicas')
        if (!Array.isArray(replicas) || replicas.length !== nats.names.length - 1) return false
        return replicas.every((replica) => at(replica, 'current') === true && at(replica, 'offline') !== true)
      }, wholeWithin),
    async stepDown() {
      const before = await leader()
      await stepDown(nats.urls, stream)
      await until(async () => (await leader()) !== before, leaderWithin)
    },
    logSize: () => sizeOf(nats.urls, stream),
    resizeLog: (bytesMax) => resize(nats.urls, stream, bytesMax),
    async wholeLog(chats) {
      const witness = await openTestCluster({ servers: nats, env: realEnv, name, node: 'witness' })
      try {
        const log = new Map<ChatId, ReturnType<typeof witness.log.sealed>>()
        for (const chat of chats) log.set(chat, witness.log.sealed(chat, 0, (await witness.log.head(chat)).seq))
        return log
      } finally {
        await witness.release()
      }
    },
    journals: () => [...journals, ...nodes.map((node) => node.journal())].join('\n'),
    stop,
  }
}

/** Whom a server holds for the leader of the log; '' for nobody, or where it does not answer. */
async function leaderAt(monitor: string): Promise<string> {
  const leading = at(await streamAt(monitor), 'cluster', 'leader')
  return typeof leading === 'string' ? leading : ''
}

/** What a server says of the stream of the log; `null` where it says nothing. */
async function streamAt(monitor: string): Promise<unknown> {
  try {
    const response = await fetch(`${monitor}/jsz?streams=true`, { signal: AbortSignal.timeout(askTimeoutMs) })
    const told: unknown = await response.json()
    const streams = listAt(told, 'account_details').flatMap((account) => listAt(account, 'stream_detail'))
    return streams.find((one) => at(one, 'name') === stream) ?? null
  } catch {
    return null
  }
}
