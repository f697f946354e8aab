/** How long a node that lost everything needs until it has a million entries again, and what another node notices of it. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { leftOut, natsServer, type NatsServers, startNats } from '../../server/cluster/testing/natsServers.ts'
import { quantile } from '../driver.ts'
import type { Figure } from '../table.ts'
import { fill, pace } from './fill.ts'
import { openBenchCluster } from './open.ts'

const chats = 1_000
const entriesPerChat = 1_000
const aloneMs = 3_000
const name = 'million'

export async function catchUp(folder: string): Promise<readonly Figure[]> {
  if (natsServer === null) {
    leftOut('catching up in a cluster')
    return []
  }
  const servers = await startNats(1)
  try {
    return await measure(servers, folder)
  } finally {
    await servers.stop()
  }
}

async function measure(servers: NatsServers, folder: string): Promise<readonly Figure[]> {
  const folders = [join(folder, 'node'), join(folder, 'newcomer')] as const
  for (const path of folders) mkdirSync(path)
  const node = await openBenchCluster(servers, name, folders[0])
  await fill(node, chats, entriesPerChat)
  const alone = pace(node.log)
  await Bun.sleep(aloneMs)
  await alone.stop()
  const disturbed = pace(node.log)
  const args = [servers.urls.join(), servers.monitors.join(), name, folders[1]]
  const child = Bun.spawn(['bun', `${import.meta.dir}/newcomer.ts`, ...args], { stdout: 'pipe', stderr: 'inherit' })
  const { copySeconds, storeSeconds } = parse(await new Response(child.stdout).text())
  await disturbed.stop()
  await node.close()
  const part = 'catchUp'
  const seconds = { part, unit: 's', limit: null }
  return [
    { ...seconds, what: 'a million entries into a new copy', ours: copySeconds, target: null },
    { ...seconds, what: 'the store from that copy', ours: storeSeconds, target: null },
    { ...seconds, what: 'a node without copy and store is ready', ours: copySeconds + storeSeconds, target: 60 },
    {
      part,
      what: 'append on another node meanwhile, p99 (limit: alone)',
      unit: 'ms',
      ours: quantile(Float64Array.from(disturbed.times).sort(), 0.99),
      limit: quantile(Float64Array.from(alone.times).sort(), 0.99),
      target: null,
    },
  ]
}

function parse(line: string): { copySeconds: number; storeSeconds: number } {
  const found: unknown = JSON.parse(line)
  if (typeof found !== 'object' || found === null || !('copySeconds' in found) || !('storeSeconds' in found))
    throw new Error(`The newcomer said: ${line}`)
  return { copySeconds: Number(found.copySeconds), storeSeconds: Number(found.storeSeconds) }
}
