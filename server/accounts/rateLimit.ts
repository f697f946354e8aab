/**
 * Rate limits: token buckets (ITU-T I.371) for each account and each address, in a table that forgets the bucket untouched
 * for longest. A bucket refills all the time, so a limit delays and never locks out. What went well is given back: only
 * tries that failed count against whoever logs in. In a cluster nodes tell each other what was taken, but for writes.
 */
import { failure, FailureError } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** Where a request comes from. `isLocal`: from this machine itself, not through a proxy on it. */
export interface Origin {
  readonly address: string
  readonly isLocal: boolean
}

/** What was taken from the buckets. */
interface Permit {
  giveBack(): void
}

/** Every method throws `rateLimited` with the time to wait, before anything is done. */
export interface RateLimits {
  /** By address, before the account is looked up. */
  login(origin: Origin): Permit
  /** By account: its id, or the name that somebody tries where there is none. */
  password(account: string): Permit
  registration(origin: Origin): Permit
  refresh(origin: Origin): Permit
  write(user: string): Permit
}

/** 0 is no limit. */
export interface RateLimitConfig {
  /** Failed log-ins of one account in 15 minutes; one address may four times as many. */
  readonly loginTries: number
  /** Accounts that one address makes in an hour. */
  readonly registrationsPerHour: number
  /** Failed refreshes of one address in 15 minutes. */
  readonly refreshTries: number
  /** Changes that one user makes by REST in a second, and ten times that at once. */
  readonly writesPerSecond: number
  /** From the machine itself a hundred times as much, by address: who is on it has other ways. */
  readonly trustLoopback: boolean
}

export const rateLimitDefaults: RateLimitConfig = {
  loginTries: 5,
  registrationsPerHour: 10,
  refreshTries: 60,
  writesPerSecond: 100,
  trustLoopback: true,
}

const quarterMs = 15 * 60_000
const hourMs = 60 * 60_000
const bucketsMax = 20_000
const addressShare = 4
const loopbackShare = 100

/** The road to the other nodes of a cluster: what is taken on one is taken on all. Words may be lost. */
export interface Spending {
  tell(text: string): void
  hear(onSpent: (text: string) => void): void
}

const alone: Spending = { tell: () => undefined, hear: () => undefined }

export function createRateLimits(config: RateLimitConfig, now: () => number, spending: Spending = alone): RateLimits {
  const { take, spend } = createBuckets(now)
  spending.hear((text) => {
    const spent = parseSpent(text)
    if (spent !== null) spend(spent)
  })
  /** Of what is counted for the whole cluster; it is rare. */
  const takeOfAll: Take = (key, count, perMs) => {
    const permit = take(key, count, perMs)
    if (count === 0) return permit
    const tell = (tokens: number): void => spending.tell(JSON.stringify({ key, count, perMs, tokens } satisfies Spent))
    tell(1)
    return {
      giveBack() {
        permit.giveBack()
        tell(-1)
      },
    }
  }
  const byAddress = (kind: string, { address, isLocal }: Origin, count: number, perMs: number): Permit => {
    const share = isLocal && config.trustLoopback ? loopbackShare : 1
    return takeOfAll(`${kind} ${networkOf(address)}`, count * share, perMs)
  }
  return {
    login: (origin) => byAddress('login', origin, config.loginTries * addressShare, quarterMs),
    password: (account) => takeOfAll(`password ${account}`, config.loginTries, quarterMs),
    registration: (origin) => byAddress('registration', origin, config.registrationsPerHour, hourMs),
    refresh: (origin) => byAddress('refresh', origin, config.refreshTries, quarterMs),
    write: (user) => take(`write ${user}`, config.writesPerSecond * 10, 10_000),
  }
}

interface Bucket {
  tokens: number
  at: number
}

/** Takes one token of a bucket that holds `count` and refills them in `perMs`. */
type Take = (key: string, count: number, perMs: number) => Permit

const noLimit: Permit = { giveBack() {} }

interface Spent {
  readonly key: string
  readonly count: number
  readonly perMs: number
  /** Negative: they were given back. */
  readonly tokens: number
}

const SpentSchema = Type.Object({
  key: Type.String({ maxLength: 300 }),
  count: Type.Number({ minimum: 1, maximum: 1e9 }),
  perMs: Type.Number({ minimum: 1, maximum: 1e9 }),
  tokens: Type.Union([Type.Literal(1), Type.Literal(-1)]),
})

function parseSpent(text: string): Spent | null {
  try {
    const spent: unknown = JSON.parse(text)
    return Value.Check(SpentSchema, spent) ? spent : null
  } catch {
    return null
  }
}

function createBuckets(now: () => number): { readonly take: Take; spend(spent: Spent): void } {
  // A map keeps its keys in the order of insertion: the first is the one untouched for longest.
  const buckets = new Map<string, Bucket>()
  /** As it is now. */
  const bucketOf = (key: string, count: number, perMs: number): Bucket => {
    const at = now()
    const bucket = buckets.get(key) ?? { tokens: count, at }
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > bucketsMax) for (const oldest of buckets.keys().take(1)) buckets.delete(oldest)
    bucket.tokens = Math.min(count, bucket.tokens + (Math.max(0, at - bucket.at) / perMs) * count)
    bucket.at = at
    return bucket
  }
  return {
    take(key, count, perMs) {
      if (count === 0) return noLimit
      const bucket = bucketOf(key, count, perMs)
      if (bucket.tokens < 1) {
        const retryMs = Math.ceil(((1 - bucket.tokens) / count) * perMs)
        throw new FailureError(
          failure('rateLimited', `Too many tries. Wait ${inWords(retryMs)}, then try again.`, retryMs),
        )
      }
      bucket.tokens -= 1
      return {
        giveBack() {
          bucket.tokens = Math.min(count, bucket.tokens + 1)
        },
      }
    },
    spend({ key, count, perMs, tokens }) {
      const bucket = bucketOf(key, count, perMs)
      bucket.tokens = Math.min(count, Math.max(0, bucket.tokens - tokens))
    },
  }
}

/** Who holds one IPv6 address holds its /64. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length)
  const groups = [...front, ...Array.from({ length: gap }, () => '0'), ...back]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}

const inWords = (ms: number): string =>
  ms < 90_000 ? `${Math.ceil(ms / 1_000)} seconds` : `${Math.ceil(ms / 60_000)} minutes`
