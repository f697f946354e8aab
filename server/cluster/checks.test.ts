/** What a node refuses to start on. */
import { expect, test } from 'bun:test'
import { isEpoch, newEpoch } from '@parley/protocol'
import { testEnv } from '../log/contract.ts'
import {
  epochFlaw,
  epochOfMetadata,
  parseFacts,
  payloadBytesMin,
  serverFlaws,
  type StreamFacts,
  streamFlaws,
  versionFlaw,
} from './checks.ts'

const env = testEnv(1)

test('[CLU1] a server below 2.12 is refused, one from 2.12 on is not', () => {
  for (const old of ['2.9.10', '2.10.27', '2.11.99', '1.99.0', 'dev', ''])
    expect(versionFlaw(old)).toContain('2.12 or newer')
  for (const fit of ['2.12.0', '2.12.3', '2.15.1', '2.100.0', '3.0.0', '2.12.0-RC.1'])
    expect(versionFlaw(fit)).toBeNull()
})

test('[CLU2] a server that does not sync always is refused, unless that was said to be acceptable', () => {
  const facts = { name: 'n1', version: '2.15.1', isSyncedAlways: false, payloadBytesMax: payloadBytesMin }
  expect(serverFlaws({ ...facts, isSyncedAlways: true }, false)).toEqual([])
  expect(serverFlaws(facts, true)).toEqual([])
  const [flaw = ''] = serverFlaws(facts, false)
  expect(flaw).toContain('NATS server n1')
  expect(flaw).toContain('sync_interval')
  expect(flaw).toContain('--unsafe-sync')
  expect(serverFlaws({ ...facts, version: '2.9.10', payloadBytesMax: 1_048_576 }, false)).toHaveLength(3)
})

test('[CLU3] what a monitoring port says is read with suspicion', () => {
  const varz = { server_name: 'n1', version: '2.15.1', max_payload: 1, jetstream: { config: { sync_always: true } } }
  expect(parseFacts(varz)).toEqual({ name: 'n1', version: '2.15.1', payloadBytesMax: 1, isSyncedAlways: true })
  for (const jetstream of [undefined, null, {}, { config: null }, { config: { sync_always: 'true' } }])
    expect(parseFacts({ ...varz, jetstream })?.isSyncedAlways).toBe(false)
  for (const wrong of [null, 'varz', [], {}, { ...varz, version: 2 }, { ...varz, max_payload: '1' }])
    expect(parseFacts(wrong)).toBeNull()
})

test('[CLU4] each setting of a stream that would lose messages is refused by its name', () => {
  const right: StreamFacts = {
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    max_bytes: 1,
    max_age: 0,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    num_replicas: 3,
    deny_delete: false,
    deny_purge: true,
  }
  const wish = { replicas: 3, messagesPerSubject: -1, isPurgeDenied: true }
  expect(streamFlaws('log', right, wish)).toEqual([])
  const wrong: readonly Partial<StreamFacts>[] = [
    { retention: 'workqueue' },
    { storage: 'memory' },
    { discard: 'old' },
    { max_bytes: -1 },
    { max_age: 1 },
    { max_msgs: 1 },
    { max_msgs_per_subject: 1 },
    { num_replicas: 1 },
    { deny_delete: true },
    { deny_purge: false },
  ]
  for (const change of wrong) {
    const flaws = streamFlaws('log', { ...right, ...change }, wish)
    expect(flaws).toHaveLength(1)
    const [setting = ''] = Object.keys(change)
    expect(flaws[0]).toContain(setting === 'num_replicas' ? 'replicas' : setting)
  }
})

test('[CLU5] a folder of one cluster is not used for another', () => {
  const [one, other] = [newEpoch(env), newEpoch(env)]
  expect(epochFlaw(null, one)).toBeNull()
  expect(epochFlaw(one, one)).toBeNull()
  expect(epochFlaw(one, other)).toContain('another cluster')
  expect(isEpoch(epochOfMetadata('log', { parley_epoch: one }))).toBe(true)
  expect(() => epochOfMetadata('log', {})).toThrow('bears no epoch')
  expect(() => epochOfMetadata('log', { parley_epoch: 'mine' })).toThrow('bears no epoch')
})
