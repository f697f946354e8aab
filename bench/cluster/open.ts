/** A node's log and records in a cluster, without the node. */
import { hostname } from 'node:os'
import { type Cluster, openCluster } from '../../server/cluster/main.ts'
import type { NatsServers } from '../../server/cluster/testing/natsServers.ts'
import { secureRandom } from '../../server/random.ts'

const streamBytesMax = 4 * 1024 ** 3

export const timer = {
  after(ms: number, run: () => void): () => void {
    const started = setTimeout(run, ms)
    return () => clearTimeout(started)
  },
}

export const openBenchCluster = (
  servers: Pick<NatsServers, 'urls' | 'monitors'>,
  name: string,
  folder: string,
): Promise<Cluster> =>
  openCluster({
    servers: servers.urls,
    monitors: servers.monitors,
    name,
    node: hostname(),
    folder,
    replicas: servers.urls.length,
    logBytesMax: streamBytesMax,
    recordBytesMax: streamBytesMax,
    isUnsafeSync: false,
    boot: 'bench',
    env: { now: () => performance.now(), random: secureRandom, ...timer },
    onDefect(error) {
      throw error
    },
  })
