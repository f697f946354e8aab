/**
 * The settings that one person's devices said within a second, on their way into the records: the last one of each key is
 * written, and all who said one are answered when it is durable and told.
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
}

export type SettingWrites = Map<string, Wanted>

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

/** The promise of the key is the same for all who say one. */
export function gather(writes: SettingWrites, key: string, value: string | null): Promise<Failure | null> {
  const { answered = Promise.withResolvers<Failure | null>() } = writes.get(key) ?? {}
  writes.set(key, { value, answered })
  return answered.promise
}

/** Writes all that is gathered, and answers. One call at a time for each person: it counts on what is in the store. */
export async function writeSettings(
  { records, store }: { readonly records: Records; readonly store: Store },
  user: UserId,
  writes: SettingWrites,
): Promise<void> {
  let { count, bytes } = store.settings.usage(user)
  const allowed: Promise<void>[] = []
  for (const [key, { value, answered }] of writes) {
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
  writes.clear()
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
