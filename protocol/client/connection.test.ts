import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { failure, FailureError, failures } from '../failure.ts'
import { limits } from '../limits.ts'
import { backoffMs } from './backoff.ts'
import { connectTimeoutMs, stableMs } from './connection.ts'
import { createRig } from './testing/rig.ts'

test('[CLIENT12] the wait before a try is random between what the server asked for and a bound that doubles up to 30 s', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 1_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempts, random) => {
        const bound = Math.min(30_000, 250 * 2 ** attempts)
        expect(backoffMs(attempts, random)).toBeGreaterThanOrEqual(0)
        expect(backoffMs(attempts, random)).toBeLessThanOrEqual(bound)
        expect(backoffMs(attempts, random, 5_000)).toBeGreaterThanOrEqual(5_000)
      },
    ),
  )
})

test('[CLIENT12] tries go on while the server is away, and a connection that lasted starts the count again', async () => {
  const rig = createRig()
  const { client } = await rig.client(rig.server.user('ann'))
  rig.server.network.isUp = false
  rig.server.network.cut()
  await rig.clock.advance(600_000)
  const { tries } = rig.server.network
  expect(client.state).toMatchObject({ type: 'offline', why: { code: 'unavailable' } })
  expect(tries.length).toBeGreaterThan(20)
  rig.server.network.isUp = true
  await rig.clock.until(() => client.state.type === 'online')
  await rig.clock.advance(stableMs)
  rig.server.network.cut()
  const before = rig.clock.now()
  await rig.clock.until(() => client.state.type === 'connecting')
  expect(rig.clock.now() - before).toBeLessThanOrEqual(250)
})

test('[CLIENT13] after a close that asks to come back the client does, and after one that does not it says why', async () => {
  for (const code of [1000, 1001, 1006, 1012, 4002, 4003, 4004, 4005, 4499]) {
    const rig = createRig()
    const { client } = await rig.client(rig.server.user('ann'))
    await rig.clock.until(() => client.state.type === 'online')
    rig.server.closeAll(code)
    await rig.clock.until(() => client.state.type === 'offline')
    await rig.clock.until(() => client.state.type === 'online')
  }
  for (const code of ['unauthenticated', 'revoked', 'unsupported', 'tooLarge'] as const) {
    const rig = createRig()
    const { client } = await rig.client(rig.server.user('ann'))
    await rig.clock.until(() => client.state.type === 'online')
    rig.server.closeAll(failures[code].close)
    await rig.clock.until(() => client.state.type === 'stopped')
    expect(client.state).toMatchObject({ type: 'stopped', why: { code } })
    const { length } = rig.server.network.tries
    await rig.clock.advance(600_000)
    expect(rig.server.network.tries).toHaveLength(length)
    client.retry()
    await rig.clock.until(() => client.state.type === 'online')
  }
})

test('[CLIENT13] the client waits at least as long as a failure asks', async () => {
  const rig = createRig()
  const { client } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(() => client.state.type === 'online')
  rig.server.say({ t: 'failure', failure: failure('overloaded', 'Too many.', 60_000) })
  rig.server.closeAll(failures.overloaded.close)
  await rig.clock.until(() => client.state.type === 'offline')
  const { length } = rig.server.network.tries
  await rig.clock.advance(59_000)
  expect(rig.server.network.tries).toHaveLength(length)
  await rig.clock.until(() => client.state.type === 'online')
})

test('[CLIENT13] a server that speaks no version of ours stops the client', async () => {
  const rig = createRig()
  rig.server.settings.versions = [99, 100]
  const { client } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(() => client.state.type === 'stopped')
  expect(client.state).toMatchObject({ why: { code: 'unsupported' } })
})

test('[CLIENT14] a client says something every heartbeat, and leaves a line that says nothing back', async () => {
  const rig = createRig()
  const { client } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(() => client.state.type === 'online')
  await rig.clock.advance(20 * limits.heartbeatMs)
  const times = rig.server.heard.map(({ at }) => at)
  for (const [at, time] of times.entries())
    if (at > 0) expect(time - (times[at - 1] ?? 0)).toBeLessThan(limits.heartbeatMs + 100)
  expect(rig.server.network.tries).toHaveLength(1)

  rig.server.network.freeze()
  const before = rig.clock.now()
  await rig.clock.until(() => client.state.type === 'offline')
  expect(client.state).toMatchObject({ why: { code: 'timeout' } })
  expect(rig.clock.now() - before).toBeLessThanOrEqual(2 * limits.heartbeatMs)
  await rig.clock.until(() => client.state.type === 'online')
})

test('[CLIENT14] a server that takes the socket and says nothing is left as well', async () => {
  const rig = createRig()
  const { client } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(() => rig.server.network.lines() === 1)
  rig.server.network.freeze()
  await rig.clock.advance(connectTimeoutMs)
  expect(client.state).toMatchObject({ type: 'offline', why: { code: 'timeout' } })
})

test('[CLIENT15] a token is renewed before it ends, on the same connection', async () => {
  const rig = createRig()
  rig.server.settings.tokenMs = 600_000
  const ann = rig.server.user('ann')
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  await rig.clock.advance(6_000_000)
  expect(rig.server.network.tries).toHaveLength(1)
  expect(ann.tokens.refreshes).toBeGreaterThanOrEqual(10)
  expect(ann.tokens.refreshes).toBeLessThanOrEqual(13)
})

test('[CLIENT15] after a close because the token ended the client comes back with a fresh one', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  rig.server.settings.tokenMs = -1
  await ann.tokens.current()
  rig.server.settings.tokenMs = 3_600_000
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  expect(ann.tokens.refreshes).toBe(1)
  expect(rig.server.network.tries).toHaveLength(2)
})

test('[CLIENT15] tokens that will never come stop the client, tokens that fail for now do not', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  let why = failure('unavailable', 'No network.')
  const tokens = {
    current: () => Promise.reject(new FailureError(why)),
    refresh: () => Promise.reject(new FailureError(why)),
  }
  const { client } = await rig.client(ann, { tokens })
  await rig.clock.advance(60_000)
  expect(client.state).toMatchObject({ type: 'offline', why })
  why = failure('revoked', 'Log in again.')
  await rig.clock.until(() => client.state.type === 'stopped')
  expect(client.state).toMatchObject({ why })
})
