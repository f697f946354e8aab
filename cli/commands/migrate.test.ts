import { expect, test } from 'bun:test'
import { startCommand } from './migrate.ts'

const cluster = {
  type: 'cluster',
  natsMonitors: [],
  cluster: 'parley',
  replicas: 3,
  logBytes: 1,
  recordBytes: 1,
  unsafeSync: false,
} as const

test('[MIG7] what is said holds no password of a NATS server', () => {
  expect(startCommand({ ...cluster, nats: ['nats://ann:se/cret@one:4222', 'tls://two:4222'] })).toBe(
    'parley serve --nats nats://LOGIN@one:4222,tls://two:4222 --cluster parley',
  )
  expect(startCommand({ type: 'folder', path: '/srv/parley' })).toBe('parley serve --data /srv/parley')
})
