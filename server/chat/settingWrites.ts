/**
 * The settings that one person's devices say, on their way into the records. Those of one key gather, so that a key is written
 * once a second at most: its last one is, and all who said one are answered when it is durable and told.
 */
import { Fault, type Ref } from '@parley/actors'
import { type Failure, failure, FailureError, limits, type UserId } from '@parley/protocol'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'
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

/** Writes all that is due, and answers. One call at a time for each person: it counts on what is in the store. */
export async function writeSettings(
  { records, store }: { readonly records: Records; readonly store: Store },
  user: UserId,
  { wanted, writtenAt }: SettingWrites,
  now: number,
): Promise<void> {
  for (const [key, at] of writtenAt) if (at + writeEveryMs <= now) writtenAt.delete(key)
  let { count, bytes } = store.settings.usage(user)
  const allowed: Promise<void>[] = []
  for (const [key, { value, answered, dueAt }] of wanted) {
    if (dueAt > now) continue
    wanted.delete(key)
    const before = store.settings.get(user, key)
    const json = value === null ? null : JSON.stringify(value)
    const more = (json === null ? 0 : settingBytes(key, json)) - (before === null ? 0 : settingBytes(key, before))
    const isNew = json !== null && before === null
    if (json === before) answered.resolve(null)
    else if (isNew && count >= limits.settingsPerUserMax) answered.resolve(tooMany)
    else if (more > 0 && bytes + more > limits.settingBytesPerUserMax) answered.resolve(tooLarge)
    else {
      count += isNew ? 1 : json === null ? -1 : 0
      bytes += more
      writtenAt.set(key, now)
      allowed.push(
        put(records, `setting/${user}/${key}`, value).then(
          () => answered.resolve(null),
          (error: unknown) => {
            if (error instanceof FailureError) answered.resolve(error.failure)
            else answered.reject(error)
          },
        ),
      )
    }
  }
  await Promise.all(allowed)
}

/** Whatever is there: the last one counts. */
async function put(records: Records, key: string, value: string | null): Promise<void> {
  let current = await records.get(key)
  for (let tries = 0; tries < putTriesMax; tries++) {
    if (value === null && current === null) return
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
