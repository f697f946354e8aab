/** The same checks against a real server whose settings are wrong, and against a port where none is. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { jetstreamManager, StorageType } from '@nats-io/jetstream'
import { FailureError } from '@parley/protocol'
import { testEnv } from '../log/contract.ts'
import { checkServers } from './checks.ts'
import { connectNats } from './connection.ts'
import { leftOut, natsServer, type NatsServers, startNats, until } from './testing/natsServers.ts'
import { openTestCluster } from './testing/openTestCluster.ts'

if (natsServer === null) leftOut('what a node refuses of a real NATS server')

const startMs = 60_000

const refusal = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof FailureError ? error.failure.message : String(error)),
  )

test('[CLU6] a server that is not there, or not named as one is, is said so', async () => {
  expect(await refusal(connectNats(['nats://127.0.0.1:1'], 'node1'))).toContain('No NATS server answers at 127.0.0.1:1')
  expect(await refusal(connectNats(['chat.example'], 'node1'))).toContain('nats://host:4222')
  expect(await refusal(checkServers(['http://127.0.0.1:1'], false))).toContain('No monitoring port')
})

describe.skipIf(natsServer === null)('a NATS server', () => {
  let servers: NatsServers
  const env = testEnv(2)
  beforeAll(async () => {
    servers = await startNats(1, '2m')
  }, startMs)
  afterAll(() => servers.stop())

  test('[CLU7] that syncs every two minutes is refused, and taken where that is acceptable', async () => {
    expect(await refusal(openTestCluster({ servers, env }))).toContain('sync_interval')
    const unsafe = await openTestCluster({ servers, env, isUnsafeSync: true })
    await unsafe.release()
  })

  test('[CLU8] whose stream is set wrong is refused, by the names of the settings', async () => {
    const nats = await connectNats(servers.urls, 'test')
    const manager = await jetstreamManager(nats)
    await manager.streams.add({ name: 'wrong_log', subjects: ['wrong.>'], storage: StorageType.Memory, max_age: 1e12 })
    await nats.close()
    const words = await refusal(openTestCluster({ servers, env, name: 'wrong', isUnsafeSync: true }))
    for (const setting of ['discard', 'max_bytes', 'max_age', 'storage', 'deny_purge']) expect(words).toContain(setting)
  })

  test('[CLU9] of another cluster is refused by a folder that has one already', async () => {
    const one = await openTestCluster({ servers, env, isUnsafeSync: true, isKept: true })
    await one.release()
    expect(await refusal(openTestCluster({ servers, env, folder: one.folder, isUnsafeSync: true }))).toContain(
      'another cluster',
    )
    rmSync(join(one.folder), { recursive: true })
  })

  test('[CLU61] that refuses the password is said so at the start; who is shut out later comes back when it counts again', async () => {
    const [url = ''] = servers.urls
    const withPassword = url.replace('nats://', 'nats://parley:open%20sesame@')
    const letIn = (password: string): void =>
      servers.reconfigure(0, `authorization { user: parley, password: "${password}" }`)
    letIn('open sesame')
    await until('nobody comes in without', async () => {
      const nats = await connectNats([url], 'stranger').catch(() => null)
      await nats?.close()
      return nats === null
    })
    expect(await refusal(connectNats([url], 'stranger'))).toContain('may this node log in there?')
    const nats = await connectNats([withPassword], 'node')
    let isUp = true
    let refusals = 0
    const watching = (async () => {
      for await (const { type } of nats.status()) {
        if (type === 'disconnect') isUp = false
        if (type === 'reconnect') isUp = true
        if (type === 'error' || type === 'reconnecting') refusals += 1
      }
    })()
    letIn('another')
    await until('it was refused several times', () => refusals > 6)
    expect(isUp).toBe(false)
    letIn('open sesame')
    await until('it is back', () => isUp)
    await nats.close()
    await watching
    servers.reconfigure(0, '')
  }, 60_000)
})
