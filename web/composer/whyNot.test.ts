import { expect, test } from 'bun:test'
import { newUserId } from '@parley/protocol'
import { createClock } from '../../protocol/client/testing/clock.ts'
import { whyNot } from './whyNot.ts'

const peer = newUserId(createClock(1))

test('[WEBC9] one writes where one may, and is told why where one may not', () => {
  expect(whyNot({ type: 'group', role: 'member', peer: null }, null)).toBeNull()
  expect(whyNot({ type: 'private', role: 'member', peer }, 'accepted')).toBeNull()
  expect(whyNot({ type: 'channel', role: 'moderator', peer: null }, null)).toBeNull()
  expect(whyNot({ type: 'channel', role: 'member', peer: null }, null)).toContain('channel')
  expect(whyNot({ type: 'group', role: null, peer: null }, null)).toContain('not a member')
  expect(whyNot({ type: 'private', role: 'member', peer }, 'blocked')).toContain('blocked')
  expect(whyNot({ type: 'private', role: 'member', peer: null }, null)).toContain('deleted')
})
