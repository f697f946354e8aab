/** A hundred private chats in closed loop on a node of a cluster with three NATS servers; the limit: the log alone. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { newChatId, newSubmissionId, newUserId } from '@parley/protocol'
import type { AuditableLog } from '../../server/log/log.ts'
import { leftOut, natsServer, type NatsServers, startNats } from '../../server/cluster/testing/natsServers.ts'
import { secureRandom } from '../../server/random.ts'
import { quantile, register } from '../driver.ts'
import { start } from '../process.ts'
import type { Figure } from '../table.ts'
import { pairs } from '../traffic.ts'
import { openBenchCluster } from './open.ts'

const chats = 100
const warmMs = 3_000
const measuredMs = 8_000
const env = { now: Date.now, random: secureRandom }

export async function clusterPairs(root: string, folder: string): Promise<readonly Figure[]> {
  if (natsServer === null) {
    leftOut('private chats in a cluster')
    return []
  }
  const servers = await startNats(3)
  try {
    return await measure(servers, root, folder)
  } finally {
    await servers.stop()
  }
}

async function measure(servers: NatsServers, root: string, folder: string): Promise<readonly Figure[]> {
  const alone = await logAlone(servers, join(folder, 'alone'))
  const node = await start(
    ['bun', `${root}/cli/main.ts`, 'serve', '--port', '0', '--data', join(folder, 'pairs'), '--log', 'error'],
    {
      PARLEY_FRAMES_PER_SECOND: '0',
      PARLEY_REGISTRATIONS_PER_HOUR: '0',
      PARLEY_NATS: servers.urls.join(),
      PARLEY_NATS_MONITORS: servers.monitors.join(),
      PARLEY_CLUSTER: 'pairs',
      PARLEY_LOG_BYTES: '1000000000',
      PARLEY_RECORD_BYTES: '100000000',
    },
  )
  const ours = await pairs(node, await register(node.url, chats * 2, 'person'))
  await node.stop()
  const part = 'clusterPairs'
  return [
    {
      part,
      what: 'messages per second, replicas 3',
      unit: '/s',
      ours: ours.messagesPerSecond,
      limit: alone.perSecond,
      target: 5_000,
    },
    { part, what: 'send to own receipt, p50', unit: 'ms', ours: ours.p50Ms, limit: alone.p50Ms, target: null },
    { part, what: 'send to own receipt, p99', unit: 'ms', ours: ours.p99Ms, limit: alone.p99Ms, target: 60 },
    {
      part,
      what: 'node CPU per durable message',
      unit: 'µs',
      ours: ours.cpuUsPerMessage,
      limit: alone.cpuUs,
      target: null,
    },
  ]
}

interface Appends {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUs: number
}

/** The same loop on the log itself: no sockets, actors, store. */
async function logAlone(servers: NatsServers, folder: string): Promise<Appends> {
  mkdirSync(folder)
  const { log, close } = await openBenchCluster(servers, 'alone', folder)
  const times: number[] = []
  const phase = { isMeasured: false, isEnding: false }
  const writers = Array.from({ length: chats }, () => appendOneByOne(log, times, phase))
  await Bun.sleep(warmMs)
  phase.isMeasured = true
  const cpu = process.cpuUsage()
  const began = performance.now()
  await Bun.sleep(measuredMs)
  phase.isEnding = true
  const took = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  await Promise.all(writers)
  await close()
  const sorted = Float64Array.from(times).sort()
  return {
    perSecond: times.length / (took / 1_000),
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuUs: (user + system) / times.length,
  }
}

async function appendOneByOne(
  log: AuditableLog,
  times: number[],
  phase: { readonly isMeasured: boolean; readonly isEnding: boolean },
): Promise<void> {
  const chat = newChatId(env)
  const by = newUserId(env)
  const event = { type: 'messagePosted', content: { kind: 'text', text: 'x'.repeat(100) } } as const
  for (let after = 0; !phase.isEnding; after++) {
    const began = performance.now()
    const { type } = await log.append(chat, after, [{ at: env.now(), by, cause: newSubmissionId(env), event }])
    if (type !== 'stored') throw new Error(`The log answered ${type}.`)
    if (phase.isMeasured) times.push(performance.now() - began)
  }
}
