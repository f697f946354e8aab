/**
 * The settings that one person's devices say, on their way into the records. Those of one key gather, so that a key is written
 * once a second at most: its last one is, and all who said one are answered when it is durable and told.
 */
import { Fault, type Ref } from '@parley/actors'
import { type Failure, failure, FailureError, limits, type UserId } from '@parley/protocol'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'
import { readRecord } from '../store/recordFold.ts'
import { settingsKey } from '../store/recordKeys.ts'
import { settingBytes } from '../store/settingTable.ts'
import type { UserProtocol } from './userActor.ts'

/** Of one key. */
interface Wanted {
  readonly value: string | null
  readonly answered: PromiseWithResolvers<Failure | null>
  /** When it is to be written. */
  readonly dueAt: number
}

export interface SettingWrites {
  readonly wanted: Map<string, Wanted>
  /** When keys were written, for those of the last second. */
  readonly writtenAt: Map<string, number>
}

export const noSettings = (): SettingWrites => ({ wanted: new Map(), writtenAt: new Map() })

/** Settings gather this long before they are written and told; the next of the same key waits for the rest of a second. */
const gatherMs = 300
const writeEveryMs = 1_000
const askTimeoutMs = 10_000
const putTriesMax = 5

/** Answers why it was refused; `null`: it is kept. */
export async function keepSetting(user: Ref<UserProtocol>, key: string, value: string | null): Promise<Failure | null> {
  try {
    return await user.ask('set', { key, value }, { timeoutMs: askTimeoutMs })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const code = error.code === 'timeout' || error.code === 'overloaded' ? error.code : 'unavailable'
    return failure(code, 'The setting could not be kept yet. Try again.', 1_000)
  }
}

/** The promise of a key is the same for all who say one while it gathers. */
export function gather(
  { wanted, writtenAt }: SettingWrites,
  key: string,
  value: string | null,
  now: number,
): { readonly reply: Promise<Failure | null>; readonly dueAt: number } {
  const fresh = Math.max(now + gatherMs, (writtenAt.get(key) ?? -writeEveryMs) + writeEveryMs)
  const { answered, dueAt } = wanted.get(key) ?? { answered: Promise.withResolvers<Failure | null>(), dueAt: fresh }
  wanted.set(key, { value, answered, dueAt })
  return { reply: answered.promise, dueAt }
}

/** When something is to be written next. */
export function nextDueAt({ wanted }: SettingWrites): number | null {
  let next: number | null = null
  for (const { dueAt } of wanted.values()) next = Math.min(next ?? dueAt, dueAt)
  return next
}

/** What an account has. */
interface Kept {
  count: number
  bytes: number
  jsonOf(key: string): string | null
}

/**
 * Writes all that is due, and answers. One call at a time for each person. What the bounds refuse by what is in the store is
 * counted again in the records, because another node may have made room; what other nodes write in the same moment is not
 * counted, so an account may go beyond its bounds by that.
 */
export async function writeSettings(
  { records, store }: { readonly records: Records; readonly store: Store },
  user: UserId,
  { wanted, writtenAt }: SettingWrites,
  now: number,
): Promise<void> {
  for (const [key, at] of writtenAt) if (at + writeEveryMs <= now) writtenAt.delete(key)
  const kept: Kept = { ...store.settings.usage(user), jsonOf: (key) => store.settings.get(user, key) }
  const refused: [key: string, one: Wanted][] = []
  const allowed: Promise<void>[] = []
  const write = (key: string, { value, answered }: Wanted): void => {
    writtenAt.set(key, now)
    allowed.push(
      put(records, settingsKey(user) + key, value).then(
        () => answered.resolve(null),
        (error: unknown) => refuse(answered, error),
      ),
    )
  }
  for (const [key, one] of wanted) {
    if (one.dueAt > now) continue
    wanted.delete(key)
    if (admit(kept, key, one.value) === null) write(key, one)
    else refused.push([key, one])
  }
  await Promise.all(allowed)
  if (refused.length === 0) return
  try {
    const there = await keptOf(records, user)
    for (const [key, one] of refused) {
      const why = admit(there, key, one.value)
      if (why === null) write(key, one)
      else one.answered.resolve(why)
    }
  } catch (error) {
    for (const [, { answered }] of refused) refuse(answered, error)
  }
  await Promise.all(allowed)
}

/** Counts it in, or says why there is no room for it. */
function admit(kept: Kept, key: string, value: string | null): Failure | null {
  const before = kept.jsonOf(key)
  const json = value === null ? null : JSON.stringify(value)
  const more = (json === null ? 0 : settingBytes(key, json)) - (before === null ? 0 : settingBytes(key, before))
  const isNew = json !== null && before === null
  if (isNew && kept.count >= limits.settingsPerUserMax) return tooMany
  if (more > 0 && kept.bytes + more > limits.settingBytesPerUserMax) return tooLarge
  kept.count += isNew ? 1 : json === null && before !== null ? -1 : 0
  kept.bytes += more
  return null
}

async function keptOf(records: Records, user: UserId): Promise<Kept> {
  const prefix = settingsKey(user)
  const jsons = new Map<string, string>()
  let bytes = 0
  for (const record of await records.list(prefix)) {
    const setting = readRecord(record)
    if (setting?.kind !== 'setting' || setting.value === null) continue
    const json = JSON.stringify(setting.value)
    jsons.set(setting.key, json)
    bytes += settingBytes(setting.key, json)
  }
  return { count: jsons.size, bytes, jsonOf: (key) => jsons.get(key) ?? null }
}

function refuse(answered: Wanted['answered'], error: unknown): void {
  if (error instanceof FailureError) answered.resolve(error.failure)
  else answered.reject(error)
}

/** Whatever is there: the last one counts. */
async function put(records: Records, key: string, value: string | null): Promise<void> {
  let current = await records.get(key)
  for (let tries = 0; tries < putTriesMax; tries++) {
    const there = current === null ? null : readRecord(current)
    if ((there?.kind === 'setting' ? there.value : null) === value) return
    const outcome = await records.put(key, value === null ? null : { value }, current?.revision ?? 0)
    if (outcome.type === 'stored') return
    ;({ current } = outcome)
  }
  throw new FailureError(failure('overloaded', 'Too many changes at once. Try again.', 1_000))
}

const tooMany = failure('tooLarge', `This account has ${limits.settingsPerUserMax} settings already. Remove some.`)
const tooLarge = failure(
  'tooLarge',
  `The settings of this account have ${limits.settingBytesPerUserMax} bytes already. Remove some.`,
)
