/** Of a record only the last message stays: one that was stored may be gone before its writer's node has read it back. */
import { expect, test } from 'bun:test'
import { testEnv } from '../log/contract.ts'
import type { Records } from '../records/records.ts'
import { leftOut, natsServer, startNats } from './testing/natsServers.ts'
import { openTestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('records that nodes replace at once')

const putsPerNode = 150

test.skipIf(natsServer === null)(
  "[FAULT33] nodes that replace each other's record at once all hear how their own put ended",
  async () => {
    const servers = await startNats(1)
    const nodes = await Promise.all(
      ['a', 'b', 'c'].map((node, place) => openTestCluster({ servers, env: testEnv(place), name: 'superseded', node })),
    )
    const stored: number[] = []
    const write = async (records: Records): Promise<void> => {
      let revision = 0
      for (let left = putsPerNode; left > 0;) {
        const put = await records.put('counter', { left }, revision)
        if (put.type === 'stored') {
          stored.push(put.revision)
          left -= 1
        }
        revision = put.type === 'stored' ? put.revision : (put.current?.revision ?? 0)
      }
    }
    await Promise.all(nodes.map(({ records }) => write(records)))
    expect(new Set(stored).size).toBe(putsPerNode * nodes.length)
    for (const { release } of nodes) await release()
    await servers.stop()
  },
  60_000,
)
