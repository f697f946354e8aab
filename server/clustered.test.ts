/** Two nodes of one cluster in one process, over one real nats-server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { ChatId, DownFrame } from '@parley/protocol'
import { refusal } from './accounts/testing/refusal.ts'
import { leftOut, type NatsServers, natsServer, startNats, until } from './cluster/testing/natsServers.ts'
import { type Line, Live, newSubmission, openLive, type Person, say } from './testing/live.ts'

if (natsServer === null) leftOut('two nodes of a cluster')

const flagsOf = ({ urls, monitors }: NatsServers): Readonly<Record<string, string>> => ({
  nats: urls.join(','),
  natsMonitors: monitors.join(','),
  replicas: '1',
  logBytes: '67108864',
  recordBytes: '67108864',
})

test.skipIf(natsServer === null)(
  '[CLU43] servers that do not sync are refused as a wrong setting is; where that is accepted, health says so',
  async () => {
    const servers = await startNats(1, '2m')
    const flags = flagsOf(servers)
    const refused = await refusal(openLive(flags))
    expect(refused.code).toBe('invalid')
    expect(refused.message).toContain('sync_interval')
    const live = await openLive({ ...flags, unsafeSync: 'true' })
    expect((await live.ask('GET', '/readyz', null)).at('isSyncUnsafe').value).toBe(true)
    await live.close()
    await servers.stop()
  },
  60_000,
)

describe.skipIf(natsServer === null)('two nodes', () => {
  let servers: NatsServers
  let one: Live
  let two: Live
  let ann: Person
  let ben: Person
  let chat: ChatId

  const open = (node: string): Promise<Live> => openLive({ node, ...flagsOf(servers) })
  const health = async (live: Live) => live.ask('GET', '/readyz', null)

  beforeAll(async () => {
    servers = await startNats(1)
    ;[one, two] = await Promise.all([open('one'), open('two')])
    for (const live of [one, two])
      await until('both nodes know each other', async () => (await health(live)).list('nodes').length === 2)
    ann = await one.register('ann')
    ben = await two.register('ben')
    chat = await one.group(ann, 'Rowing', ben)
  }, 60_000)
  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await servers.stop()
  })

  const entriesOf = (line: Line) =>
    line.frames.flatMap((frame) => (frame.t === 'entries' && frame.chat === chat ? frame.entries : []))

  test('[CLU35] a token of one node is good on the other, and what is said on either is heard on both in one order', async () => {
    const lines = [await one.enter(ben), await two.enter(ann)]
    const [bens, anns] = lines
    if (bens === undefined || anns === undefined) throw new Error('Two lines were opened.')
    const ids = Array.from({ length: 60 }, newSubmission)
    for (const [at, id] of ids.entries())
      (at % 2 === 0 ? bens : anns).send({ t: 'submit', chat, id, command: say(`message ${at}`) })
    for (const line of lines) await line.until(() => entriesOf(line).length >= ids.length)
    const told = lines.map((line) => entriesOf(line).map(({ seq, cause }) => `${seq} ${cause}`))
    expect(told[0]).toEqual(told[1] ?? [])
    for (const own of [0, 1]) {
      const order: readonly string[] = ids.filter((_, at) => at % 2 === own)
      const causes = entriesOf(anns).map(({ cause }): string => cause)
      expect(causes.filter((cause) => order.includes(cause))).toEqual([...order])
    }
  })

  test('[CLU36] every chat answers on every node, wherever it lives', async () => {
    const places = await Promise.all(Array.from({ length: 12 }, (_, at) => one.group(ann, `Group ${at}`, ben)))
    for (const place of places) {
      await until('the chat is on both nodes', async () =>
        two.ask('GET', `/api/chats/${place}`, ben.token).then(
          () => true,
          () => false,
        ),
      )
      expect([await one.post(ann, place, 'from one'), await two.post(ben, place, 'from two')]).toEqual([2, 3])
    }
  })

  test('[CLU37] typing and presence cross nodes', async () => {
    await one.ask('POST', '/api/contacts', ann.token, { user: ben.id })
    await until('the request is on the other node', async () =>
      two.ask('POST', `/api/contacts/${ann.id}/accept`, ben.token).then(
        () => true,
        () => false,
      ),
    )
    const anns = await one.enter(ann)
    const bens = await two.enter(ben)
    const isOfBen = ({ presences }: DownFrame & { t: 'presence' }, status: string): boolean =>
      presences.some((presence) => presence.user === ben.id && presence.status === status)
    await anns.next('presence', (frame) => isOfBen(frame, 'online'))
    bens.send({ t: 'presence', status: 'busy' })
    await anns.next('presence', (frame) => isOfBen(frame, 'busy'))
    const typed = anns.next('typing', ({ user, on }) => user === ben.id && on)
    let isHeard = false
    void typed.then(() => (isHeard = true))
    // A signal may be lost while the other node begins to listen: who types repeats it.
    await until('typing is heard', () => {
      if (!isHeard) bens.send({ t: 'typing', chat, on: true })
      return isHeard
    })
    expect(await typed).toEqual({ t: 'typing', chat, user: ben.id, on: true })
  })

  test('[CLU42] health says which node it is, who is there, how far the copy is behind, and that the log takes messages', async () => {
    await until('the lag is known and nothing', async () => (await health(one)).at('lag').value === 0)
    const found = await health(one)
    expect(found.text('node')).toStartWith('one.')
    expect(found.list('nodes').map(({ value }) => String(value).split('.')[0])).toEqual(['one', 'two'])
    expect([found.at('ready').value, found.text('log')]).toEqual([true, 'writable'])
    expect(found.at('isSyncUnsafe').value).toBeUndefined()
  })

  test('[CLU38] a session that is ended on one node is closed on the other', async () => {
    const other = await one.login('ann')
    const line = await two.enter(other)
    await one.ask('POST', '/api/auth/logout', other.token, {})
    expect((await line.closed).code).toBe(4502)
  })

  test('[CLU39] a node that stops leaves, and its chats answer on the others', async () => {
    const three = await open('three')
    await until('the newcomer is known', async () => (await health(one)).list('nodes').length === 3)
    const line = await three.enter(ann)
    await three.stop()
    expect((await line.closed).code).toBe(1012)
    await three.close()
    expect((await health(one)).list('nodes')).toHaveLength(2)
    for (let at = 0; at < 6; at++) {
      const place = await one.group(ann, `After ${at}`)
      expect(await one.post(ann, place, 'still here')).toBe(2)
    }
  })
})
