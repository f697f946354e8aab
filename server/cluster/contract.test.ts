/** Log and records of a cluster keep the same contracts as those in memory and in SQLite: on one server, and on three. */
import { afterAll, beforeAll, describe } from 'bun:test'
import { logContract, testEnv } from '../log/contract.ts'
import { recordsContract } from '../records/contract.ts'
import { leftOut, natsServer, type NatsServers, startNats } from './testing/natsServers.ts'
import { openTestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('log and records in NATS JetStream')

const startMs = 60_000

for (const count of [1, 3] as const)
  describe.skipIf(natsServer === null)(`on ${count === 1 ? 'one NATS server' : 'three NATS servers'}`, () => {
    let servers: NatsServers
    const ofRecords = testEnv(11)
    beforeAll(async () => {
      servers = await startNats(count)
    }, startMs)
    afterAll(() => servers.stop())

    logContract('log in JetStream', async (env) => {
      const { log, defects, release } = await openTestCluster({ servers, env })
      return { log, defects, release }
    })

    recordsContract('records in JetStream', async () => {
      const { records, release } = await openTestCluster({ servers, env: ofRecords })
      return { records, release }
    })
  })
