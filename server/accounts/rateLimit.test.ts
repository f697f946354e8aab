import { expect, test } from 'bun:test'
import { FailureError } from '@parley/protocol'
import { createRateLimits, type Origin, type RateLimitConfig, rateLimitDefaults } from './rateLimit.ts'

function createLimits(config: Partial<RateLimitConfig>) {
  const clock = { at: 0 }
  return { clock, limits: createRateLimits({ ...rateLimitDefaults, ...config }, () => clock.at) }
}

/** How many times in a row it is allowed, at most `max`. */
function countAllowed(attempt: () => unknown, max = 5_000): number {
  for (let count = 0; count < max; count++)
    try {
      attempt()
    } catch (error) {
      if (error instanceof FailureError && error.failure.code === 'rateLimited') return count
      throw error
    }
  return max
}

const from = (address: string, isLocal = false): Origin => ({ address, isLocal })

test('[ACC60] an account has its tries and an address four times as many; they come back with time', () => {
  const { clock, limits } = createLimits({ loginTries: 5 })
  expect(countAllowed(() => limits.password('ann'))).toBe(5)
  expect(countAllowed(() => limits.login(from('192.0.2.1')))).toBe(20)
  expect(countAllowed(() => limits.login(from('192.0.2.2')))).toBe(20)
  clock.at += 3 * 60_000
  expect(countAllowed(() => limits.password('ann'))).toBe(1)
  clock.at += 60 * 60_000
  expect(countAllowed(() => limits.password('ann'))).toBe(5)
})

test('[ACC61] a refusal says when to try again, and then it is allowed', () => {
  const { clock, limits } = createLimits({ registrationsPerHour: 1 })
  limits.registration(from('192.0.2.1'))
  let retryMs = 0
  try {
    limits.registration(from('192.0.2.1'))
  } catch (error) {
    if (error instanceof FailureError) retryMs = error.failure.retryMs ?? 0
  }
  expect(retryMs).toBe(60 * 60_000)
  clock.at += retryMs
  expect(countAllowed(() => limits.registration(from('192.0.2.1')))).toBe(1)
})

test('[ACC62] what is given back may be taken again, and never more than that', () => {
  const { limits } = createLimits({ loginTries: 2 })
  for (let at = 0; at < 10; at++) limits.password('ann').giveBack()
  expect(countAllowed(() => limits.password('ann'))).toBe(2)
})

test('[ACC63] the machine itself may more, unless it is not trusted; 0 is no limit', () => {
  expect(countAllowed(() => createdOnce.limits.registration(from('127.0.0.1', true)))).toBe(1_000)
  const strict = createLimits({ trustLoopback: false })
  expect(countAllowed(() => strict.limits.registration(from('127.0.0.1', true)))).toBe(10)
  const free = createLimits({ registrationsPerHour: 0 })
  expect(countAllowed(() => free.limits.registration(from('192.0.2.1')))).toBe(5_000)
})
const createdOnce = createLimits({})

test('[ACC64] all addresses of one IPv6 network are one', () => {
  const { limits } = createLimits({ registrationsPerHour: 2 })
  const addresses = ['2001:db8:1:2::1', '2001:0db8:1:2:ffff::', '2001:DB8:1:2:3:4:5:6']
  expect(addresses.map((address) => countAllowed(() => limits.registration(from(address))))).toEqual([2, 0, 0])
  expect(countAllowed(() => limits.registration(from('2001:db8:1:3::1')))).toBe(2)
})

test('[ACC65] the table is bounded: the bucket untouched for longest is forgotten', () => {
  const { limits } = createLimits({ loginTries: 1 })
  limits.password('first')
  limits.password('second')
  for (let at = 0; at < 19_999; at++) limits.password(`other ${at}`)
  expect(countAllowed(() => limits.password('second'))).toBe(0)
  expect(countAllowed(() => limits.password('first'))).toBe(1)
})

/** Nodes that hear each other at once. */
function createNodes() {
  const hearers: ((text: string) => void)[] = []
  const open = () => {
    const own = hearers.length
    return createRateLimits({ ...rateLimitDefaults, loginTries: 5 }, () => 0, {
      tell: (text) => hearers.forEach((hear, place) => place !== own && hear(text)),
      hear: (onSpent) => void hearers.push(onSpent),
    })
  }
  return { one: open(), two: open(), say: (text: string): void => hearers.forEach((hear) => hear(text)) }
}

test('[CLU44] tries on one node count on all, and what is given back on one is given back on all', () => {
  const { one, two } = createNodes()
  for (let at = 0; at < 3; at++) one.password('ann')
  two.password('ann').giveBack()
  expect(countAllowed(() => two.password('ann'))).toBe(2)
  expect(countAllowed(() => one.password('ann'))).toBe(0)
  expect(countAllowed(() => one.password('ben'))).toBe(5)
})

test('[CLU44] what is no word of what was spent costs nobody a try', () => {
  const { one, say } = createNodes()
  const spent = { key: 'password ann', count: 5, perMs: 900_000, tokens: 1 }
  const bad = [
    null,
    7,
    {},
    { ...spent, tokens: 5 },
    { ...spent, tokens: 0.5 },
    { ...spent, count: 0 },
    { ...spent, perMs: '1' },
  ]
  for (const text of ['', '{', ...bad.map((word) => JSON.stringify(word))]) say(text)
  expect(countAllowed(() => one.password('ann'))).toBe(5)
})
