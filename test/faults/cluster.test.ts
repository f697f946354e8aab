/**
 * Three NATS servers and three Parley nodes, real processes on loopback, and people who talk on all of them while one thing
 * after another fails, all in one life of the cluster. What was acknowledged and told is compared with the log at the end.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { leftOut, natsServer } from '../../server/cluster/testing/natsServers.ts'
import { until } from '../testing/a-until.ts'
import { keys, parley, registerAt, terminals } from '../testing/tui.ts'
import { check } from './checker.ts'
import { nodesCount, type ParleyCluster, startCluster } from './cluster.ts'
import { type Gaps, startTraffic, type Traffic } from './traffic.ts'

if (natsServer === null) leftOut('what happens to people when servers and nodes of a cluster fail')

const startMs = 90_000
const testMs = 120_000
const acksBetween = 5
/** So much more the log may take before it is full. */
const roomBytes = 20_000

describe.skipIf(natsServer === null)('a cluster of real processes', () => {
  let cluster: ParleyCluster
  let traffic: Traffic
  beforeAll(async () => {
    cluster = await startCluster()
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
  }, 20_000)

  /** A test that shows, when it fails, what the nodes said. */
  const faults = (title: string, run: () => Promise<void>): void =>
    test(
      title,
      async () => {
        try {
          await run()
        } catch (error) {
          console.log(cluster.journals())
          throw error
        }
      },
      testMs,
    )

  const during = (what: string, act?: () => Promise<void>): Promise<Gaps> => traffic.during(what, acksBetween, act)

  // Before anybody has moved: two devices on each node, of other people on each.
  faults('[FAULT20] people go on when a node or the leader of the log is paused, and when it wakes up', async () => {
    cluster.node(0).signal('SIGSTOP')
    await during('node 0 paused')
    cluster.node(0).signal('SIGCONT')
    await during('node 0 awake')
    const leader = await cluster.leader()
    await during('leader paused', () => cluster.servers.signal(leader, 'SIGSTOP'))
    await during('leader awake', async () => {
      await cluster.servers.signal(leader, 'SIGCONT')
      await cluster.whole()
    })
  })

  faults(
    '[FAULT21] people go on when the leader of the log is killed or told to let another lead, and when it is back',
    async () => {
      await during('leader stepped down', cluster.stepDown)
      const leader = await cluster.leader()
      await during('leader killed', () => cluster.servers.signal(leader, 'SIGKILL'))
      await during('leader back', async () => {
        await cluster.servers.restart(leader)
        await cluster.whole()
      })
    },
  )

  faults('[FAULT22] people go on elsewhere when their node is killed, and when it is back', async () => {
    for (let place = 0; place < nodesCount; place++) {
      await during(`node ${place} killed`, () => cluster.node(place).kill())
      await during(`node ${place} back`, () => cluster.startNode(place))
    }
  })

  faults(
    '[FAULT23] people at two terminals on two nodes talk while a third node is killed and comes back',
    async () => {
      const [here, there] = cluster.urls
      if (here === undefined || there === undefined) throw new Error('There are three nodes.')
      const { open, close } = terminals()
      try {
        const [daisHome, evaHome] = await Promise.all([
          registerAt(here, 'dais', 'Dais'),
          registerAt(there, 'eva', 'Eva'),
        ])
        await parley(there, evaHome, ['send', '@dais', 'Good morning'])
        const [dais, eva] = [open(here, daisHome), open(there, evaHome)]
        await Promise.all([dais.until(/Good morning[^]* online/), eva.until(/Good morning[^]* online/)])
        const talk = async (word: string): Promise<void> => {
          dais.type(`Ask ${word}?${keys.enter}`)
          await eva.until(new RegExp(`Ask ${word}\\?`))
          eva.type(`Answer ${word}.${keys.enter}`)
          await dais.until(new RegExp(`Answer ${word}\\.`))
        }
        await talk('before')
        await cluster.node(2).kill()
        await talk('meanwhile')
        await cluster.startNode(2)
        await talk('afterwards')
      } finally {
        await close()
      }
    },
  )

  faults('[FAULT24] a full log refuses in plain words and keeps what waits until it may grow', async () => {
    const { used, max } = await cluster.logSize()
    await cluster.resizeLog(used + roomBytes)
    let refusal = await traffic.post('Is there room?')
    await until(async () => {
      refusal = await traffic.post('Is there room?')
      return refusal.status !== 201
    })
    expect(refusal.status).toBe(507)
    expect(refusal.message).toContain('full')
    await cluster.resizeLog(max)
    await during('the log may grow')
  })

  faults('[FAULT25] people go on while every server and every node is restarted, one after another', async () => {
    await during('all restarted', async () => {
      for (let place = 0; place < nodesCount; place++) {
        await cluster.servers.signal(place, 'SIGTERM')
        await cluster.servers.restart(place)
        await cluster.whole()
        expect(await cluster.node(place).stop()).toBe(0)
        await cluster.startNode(place)
        await traffic.progress(acksBetween)
      }
    })
  })

  faults(
    '[FAULT29] after all of that everything acknowledged is there once, in order and in place, and everybody was told it',
    async () => {
      const diaries = await traffic.end()
      const log = await cluster.wholeLog(traffic.chats)
      expect(check(log, diaries)).toEqual([])
      expect(diaries.flatMap(({ refused }) => refused)).toEqual([])
      console.log(`${traffic.acknowledged()} acknowledged`)
    },
  )
})
