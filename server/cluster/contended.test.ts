/** Three nodes write to the same chats while the leader of the log is killed, twice. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startContention } from './testing/contention.ts'
import { leftOut, natsServer, type NatsServers, startNats } from './testing/natsServers.ts'

if (natsServer === null) leftOut('writing to the log of a cluster while its leader is killed')

const startMs = 120_000
const faults = 2
const acksBetweenFaults = 400

describe.skipIf(natsServer === null)('three nodes on three NATS servers', () => {
  let servers: NatsServers
  beforeAll(async () => {
    servers = await startNats(3)
  }, startMs)
  afterAll(() => servers.stop())

  test('[CLU10] lose, repeat and reorder nothing when the leader of the log is killed while they contend', async () => {
    const contention = await startContention(servers, 'contended')
    for (let fault = 0; fault < faults; fault++) {
      await contention.progress(acksBetweenFaults)
      const leader = await contention.leader()
      await servers.signal(leader, 'SIGKILL')
      await contention.progress(acksBetweenFaults)
      await servers.restart(leader)
    }
    await contention.progress(acksBetweenFaults)
    const { acknowledged } = await contention.end()
    expect(acknowledged).toBeGreaterThan(acksBetweenFaults * faults)
  }, 300_000)
})
