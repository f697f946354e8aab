/** A cluster over a network that is cut and loses packets, while people talk. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { leftOut, natsServer } from '../../server/cluster/testing/natsServers.ts'
import { check } from './checker.ts'
import { type ParleyCluster, startCluster } from './cluster.ts'
import { openNetwork } from './network.ts'
import { startTraffic, type Traffic } from './traffic.ts'

const network = natsServer === null ? null : openNetwork()
if (natsServer === null) leftOut('what happens to people when the network of a cluster is cut')
else if (network === null)
  console.log('not possible here: [FAULT30] cutting a network needs root, network namespaces and nft')

const startMs = 90_000
const testMs = 120_000
const acksBetween = 5
const lossPercent = 15

describe.skipIf(network === null)('a cluster whose network fails', () => {
  let cluster: ParleyCluster
  let traffic: Traffic
  beforeAll(async () => {
    if (network === null) return
    cluster = await startCluster(network)
    traffic = await startTraffic({
      urls: cluster.urls,
      people: ['ann', 'ben', 'cleo'],
      devicesPerPerson: 2,
      groups: 3,
      windowMax: 1,
      pauseMs: 20,
    })
    await traffic.progress(acksBetween)
  }, startMs)
  afterAll(async () => {
    await cluster.stop()
    network?.remove()
  }, 20_000)

  test(
    '[FAULT30] people go on with those who have the majority when a place, or only its server, is cut off from the others',
    async () => {
      if (network === null) return
      network.isolate(await cluster.leader())
      await traffic.during('place of the leader cut off', acksBetween)
      await traffic.during('until all are where the majority is', acksBetween, traffic.everybody)
      network.heal()
      await traffic.during('network whole', acksBetween, cluster.whole)
      network.isolatePorts(await cluster.leader(), cluster.servers.routePorts)
      await traffic.during('leader cut off from servers, not from nodes', acksBetween, traffic.everybody)
      network.heal()
      await traffic.during('network whole', acksBetween, cluster.whole)
    },
    testMs,
  )

  test(
    '[FAULT31] people go on over a network that loses packets',
    async () => {
      if (network === null) return
      network.lose(lossPercent)
      await traffic.during(`${lossPercent} % of packets lost`, acksBetween, traffic.everybody)
      network.heal()
      await traffic.during('network whole', acksBetween, cluster.whole)
    },
    testMs,
  )

  test(
    '[FAULT39] after cuts and losses everything acknowledged is there once, in order and in place, and everybody was told it',
    async () => {
      const diaries = await traffic.end()
      expect(check(await cluster.wholeLog(traffic.chats), diaries)).toEqual([])
      expect(diaries.flatMap(({ refused }) => refused)).toEqual([])
      console.log(`${traffic.acknowledged()} acknowledged`)
    },
    testMs,
  )
})
