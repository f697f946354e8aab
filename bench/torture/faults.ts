/**
 * What can fail in a cluster. Each fault begins, lasts while people come on, or for a drawn while where nobody can, and ends;
 * then the cluster must be whole again before the next one.
 */
import { nodesCount, type ParleyCluster } from '../../test/faults/cluster.ts'
import type { Network } from '../../test/faults/network.ts'
import type { Traffic } from '../../test/faults/traffic.ts'
import { until } from '../../test/testing/a-until.ts'

export interface Scene {
  readonly cluster: ParleyCluster
  readonly traffic: Traffic
  /** `null` where the network cannot be cut. */
  readonly network: Network | null
  readonly random: () => number
}

export interface Fault {
  readonly name: string
  /** Whether people can come on while it lasts. */
  readonly isOutage?: boolean
  readonly needsNetwork?: boolean
  /** Answers how it ends. */
  begin(scene: Scene): Promise<() => Promise<void>>
}

const lossPercentMax = 25
const nothing = async (): Promise<void> => undefined
const everywhere = Array.from({ length: nodesCount }, (_, place) => place)
const drawn = ({ random }: Scene): number => Math.floor(random() * nodesCount)
const sometimes = ({ random }: Scene): boolean => random() < 0.5

export const faults: readonly Fault[] = [
  { name: 'leader of the log killed', begin: async (scene) => killServer(scene, await scene.cluster.leader()) },
  { name: 'a server killed', begin: (scene) => killServer(scene, drawn(scene)) },
  {
    name: 'all servers killed',
    isOutage: true,
    async begin({ cluster: { servers } }) {
      await Promise.all(everywhere.map((place) => servers.signal(place, 'SIGKILL')))
      return async () => void (await Promise.all(everywhere.map((place) => servers.restart(place))))
    },
  },
  {
    name: 'leader of the log paused',
    async begin({ cluster }) {
      const leader = await cluster.leader()
      await cluster.servers.signal(leader, 'SIGSTOP')
      return () => cluster.servers.signal(leader, 'SIGCONT')
    },
  },
  {
    name: 'leader of the log steps down',
    async begin({ cluster }) {
      await cluster.stepDown()
      return nothing
    },
  },
  { name: 'a node killed', begin: (scene) => killNode(scene, drawn(scene), false) },
  { name: 'a node killed, its copy and store lost', begin: (scene) => killNode(scene, drawn(scene), true) },
  {
    name: 'a node stopped in order',
    async begin(scene) {
      const { cluster } = scene
      const place = drawn(scene)
      await cluster.node(place).stop()
      return () => cluster.startNode(place)
    },
  },
  {
    name: 'a node paused',
    async begin(scene) {
      const node = scene.cluster.node(drawn(scene))
      node.signal('SIGSTOP')
      return async () => node.signal('SIGCONT')
    },
  },
  {
    name: 'all nodes killed',
    isOutage: true,
    async begin({ cluster }) {
      await Promise.all(everywhere.map((place) => cluster.node(place).kill()))
      return async () => void (await Promise.all(everywhere.map((place) => cluster.startNode(place))))
    },
  },
  {
    name: 'a node and the leader killed at once',
    async begin(scene) {
      const leader = await scene.cluster.leader()
      const [node, server] = await Promise.all([killNode(scene, drawn(scene), false), killServer(scene, leader)])
      return async () => void (await Promise.all([node(), server()]))
    },
  },
  {
    name: 'everything restarted, one after another',
    async begin({ cluster }) {
      for (const place of everywhere) {
        await cluster.servers.signal(place, 'SIGTERM')
        await cluster.servers.restart(place)
        await cluster.whole()
        await cluster.node(place).stop()
        await cluster.startNode(place)
      }
      return nothing
    },
  },
  {
    name: 'log full',
    isOutage: true,
    async begin({ cluster, traffic }) {
      const { used, max } = await cluster.logSize()
      await cluster.resizeLog(used)
      await until(async () => (await traffic.post('Is there room?')).status === 507)
      return () => cluster.resizeLog(max)
    },
  },
  {
    name: 'a place cut off',
    needsNetwork: true,
    async begin(scene) {
      const { network, cluster } = scene
      network?.isolate(sometimes(scene) ? await cluster.leader() : drawn(scene))
      return async () => network?.heal()
    },
  },
  {
    name: 'a server cut off from servers, not from nodes',
    needsNetwork: true,
    async begin(scene) {
      const { network, cluster } = scene
      network?.isolatePorts(sometimes(scene) ? await cluster.leader() : drawn(scene), cluster.servers.routePorts)
      return async () => network?.heal()
    },
  },
  {
    name: 'packets lost',
    needsNetwork: true,
    async begin({ network, random }) {
      network?.lose(1 + Math.floor(random() * lossPercentMax))
      return async () => network?.heal()
    },
  },
]

async function killServer({ cluster: { servers } }: Scene, place: number): Promise<() => Promise<void>> {
  await servers.signal(place, 'SIGKILL')
  return () => servers.restart(place)
}

async function killNode({ cluster }: Scene, place: number, isForgotten: boolean): Promise<() => Promise<void>> {
  await cluster.node(place).kill()
  if (isForgotten) cluster.forgetNode(place)
  return () => cluster.startNode(place)
}
