/** A room of 200 spread over three nodes, with three NATS servers; beside it the same room on one server without any. */
import { leftOut, natsServer, startNats } from '../../server/cluster/testing/natsServers.ts'
import { register } from '../driver.ts'
import type { Measured } from '../process.ts'
import type { Figure } from '../table.ts'
import { room, type Traffic } from '../traffic.ts'

/** Starts a server with its data in this folder, and with these settings. */
type Start = (data: string, settings?: Readonly<Record<string, string>>) => Promise<Measured>

const people = 200
/** What a delivery may cost in a cluster, all nodes summed, for each microsecond that it costs on one server. */
const dearerMax = 1.5

export async function clusterRoom(start: Start): Promise<readonly Figure[]> {
  if (natsServer === null) {
    leftOut('a room in a cluster')
    return []
  }
  const alone = await start('room')
  const limit = await room([alone], await register(alone.url, people, 'person'))
  await alone.stop()
  const ours = await spread(start)
  const part = 'clusterRoom'
  return [
    {
      part,
      what: 'CPU of three nodes per delivery',
      unit: 'µs',
      ours: ours.cpuUsPerDelivery,
      limit: limit.cpuUsPerDelivery,
      target: limit.cpuUsPerDelivery * dearerMax,
    },
    {
      part,
      what: 'deliveries per second',
      unit: '/s',
      ours: ours.deliveriesPerSecond,
      limit: limit.deliveriesPerSecond,
      target: null,
    },
    { part, what: 'send to own receipt, p99', unit: 'ms', ours: ours.p99Ms, limit: limit.p99Ms, target: null },
  ]
}

async function spread(start: Start): Promise<Traffic> {
  const servers = await startNats(3)
  try {
    const node = (name: string): Promise<Measured> =>
      start(name, {
        PARLEY_NATS: servers.urls.join(),
        PARLEY_NATS_MONITORS: servers.monitors.join(),
        PARLEY_NODE: name,
        PARLEY_CLUSTER: 'room',
        PARLEY_LOG_BYTES: '1000000000',
        PARLEY_RECORD_BYTES: '100000000',
      })
    const first = await node('room1')
    const nodes = [first, await node('room2'), await node('room3')] as const
    const measured = await room(nodes, await register(first.url, people, 'person'))
    await Promise.all(nodes.map((one) => one.stop()))
    return measured
  } finally {
    await servers.stop()
  }
}
