/**
 * The account's settings on this device. What was set here is seen at once, stored, and said until the server keeps it; until
 * then it wins over what the server tells of that key. What the server told is stored too, with its revision, so that only
 * what changed after it comes with a hello.
 *
 *     set ──▶ own (stored) ── set, one a key at a time ──▶ server ── set ──▶ no longer own
 *                                                            └── settings ──▶ told (stored), on every device
 *
 * Two processes may share the storage. Each told value lies under its revision, so that a slow process cannot put an older one
 * over a newer one. What another process has set is seen at the start, but said only after `adoptMs`, if it is still there:
 * before that, its own process is about to.
 */
import { type Failure, failure, failures } from '../failure.ts'
import type { DownFrames, UpFrames } from '../frame.ts'
import { limits } from '../limits.ts'
import { refuseSetting } from '../setting.ts'
import type { ClientEnv } from './env.ts'
import { type Own, ownKey, ownText, readSettings, startedOverKey, toldKey, toOwn } from './settingRows.ts'
import type { ClientStorage } from './storage.ts'
import type { Writer } from './writer.ts'

export interface Settings {
  load(): Promise<void>
  get(key: string): string | null
  under(prefix: string): ReadonlyMap<string, string>
  /** Why it cannot be. */
  set(key: string, value: string | null): Failure | null
  /** For the hello. */
  revision(): number
  hear(frame: DownFrames['settings']): void
  answered(frame: DownFrames['set']): void
  ready(): void
  /** Says what waits at once. */
  flush(): void
  lost(): void
}

export interface SettingsPorts {
  readonly storage: ClientStorage
  readonly writer: Writer
  readonly env: ClientEnv
  readonly send: (frame: UpFrames['set']) => void
  readonly onChange: (keys: readonly string[]) => void
  readonly onRefused: (failure: Failure) => void
}

/** A key that changes all the time is said this often. */
export const setEveryMs = 1_000
/** What another process has set is said by this one after it. */
export const adoptMs = 10_000
const retryMs = 5_000
/** Settings that wait for the server's answer at once, so that many do not flood it. */
const askedMax = 50

interface Told {
  readonly value: string | null
  readonly revision: number
}

export function createSettings({ storage, writer, env, send, onChange, onRefused }: SettingsPorts): Settings {
  const told = new Map<string, Told>()
  const own = new Map<string, Own>()
  /** What the server has not answered yet. */
  const asked = new Map<string, Own>()
  const notBefore = new Map<string, number>()
  /** Not said again before the next reconnect, unless it changes. */
  const refused = new Set<Own>()
  /** While all settings come anew: those that have not come yet. */
  let stale: Set<string> | null = null
  let mustStartOver = false
  let highest = 0
  let isReady = false
  let timer: { readonly at: number; cancel(): void } | null = null

  const get = (key: string): string | null => (own.get(key) ?? told.get(key))?.value ?? null

  /** Tells which of these look different after `run`. */
  function changing(keys: Iterable<string>, run: () => void): void {
    const before = [...keys].map((key) => ({ key, value: get(key) }))
    run()
    const changed = before.filter(({ key, value }) => get(key) !== value).map(({ key }) => key)
    if (changed.length > 0) onChange(changed)
  }

  function under(prefix: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    for (const key of new Set([...told.keys(), ...own.keys()])) {
      const value = key.startsWith(prefix) ? get(key) : null
      if (value !== null) found.set(key, value)
    }
    return found
  }

  function keepOwn(key: string, mine: Own): void {
    const text = ownText(mine)
    mine.stored = text
    writer.keep(() => storage.setValue(ownKey(key), text))
  }

  function forgetOwn(key: string, { stored }: Own): void {
    own.delete(key)
    writer.keep(async () => {
      // Another process may have set it since.
      const now = (await storage.values(ownKey(key))).get(ownKey(key))
      if (now === stored) await storage.setValue(ownKey(key), null)
    })
  }

  function keepTold(key: string, { value, revision }: Told): void {
    const before = told.get(key)
    told.set(key, { value, revision })
    highest = Math.max(highest, revision)
    writer.keep(async () => {
      await storage.setValue(toldKey(key, revision), JSON.stringify(value))
      if (before !== undefined && before.revision !== revision)
        await storage.setValue(toldKey(key, before.revision), null)
    })
  }

  function forgetTold(key: string): void {
    const before = told.get(key)
    told.delete(key)
    if (before !== undefined) writer.keep(() => storage.setValue(toldKey(key, before.revision), null))
  }

  function schedule(at: number): void {
    if (timer !== null && timer.at <= at) return
    timer?.cancel()
    const cancel = env.after(Math.max(0, at - env.now()), () => {
      timer = null
      sayDue()
    })
    timer = { at, cancel }
  }

  function sayDue(): void {
    for (const [key, mine] of own) {
      if (!isReady || asked.size >= askedMax) return
      if (asked.has(key) || refused.has(mine)) continue
      const at = Math.max(notBefore.get(key) ?? 0, mine.isFound ? mine.at + adoptMs : 0)
      if (at > env.now()) schedule(at)
      else if (mine.isFound) adopt(key, mine)
      else say(key, mine)
    }
  }

  function say(key: string, mine: Own): void {
    mine.saidAt = told.get(key)?.revision ?? 0
    keepOwn(key, mine)
    asked.set(key, mine)
    notBefore.set(key, env.now() + setEveryMs)
    send({ t: 'set', key, value: mine.value })
  }

  /** Is it still what its process left, and is it news to the server? */
  function adopt(key: string, mine: Own): void {
    notBefore.set(key, env.now() + setEveryMs)
    writer.keep(async () => {
      const text = (await storage.values(ownKey(key))).get(ownKey(key))
      if (own.get(key) !== mine) return
      const now = text === undefined ? null : toOwn(text)
      const wasSaid = mine.saidAt !== null && (told.get(key)?.revision ?? 0) > mine.saidAt
      if (now === null || (wasSaid && text === mine.stored)) changing([key], () => forgetOwn(key, mine))
      else if (text === mine.stored) mine.isFound = false
      else changing([key], () => void own.set(key, now))
      notBefore.delete(key)
      sayDue()
    })
  }

  return {
    async load() {
      const rows = readSettings(await storage.values('setting/'))
      for (const [key, row] of rows.told) told.set(key, row)
      for (const [key, mine] of rows.own) if (!own.has(key)) own.set(key, mine)
      for (const row of rows.needless) writer.keep(() => storage.setValue(row, null))
      highest = rows.revision
      mustStartOver = rows.isStartedOver
    },
    get,
    under,
    set(key, value) {
      const wrong = refuseSetting(key, value)
      if (wrong !== null) return wrong
      if (get(key) === value) return null
      if (value !== null && get(key) === null && under('').size >= limits.settingsPerUserMax)
        return failure('tooLarge', `There are ${limits.settingsPerUserMax} settings already. Remove some.`)
      changing([key], () => {
        const mine: Own = { value, at: env.now(), saidAt: null, isFound: false, stored: '' }
        own.set(key, mine)
        keepOwn(key, mine)
      })
      sayDue()
      return null
    },
    revision: () => (mustStartOver ? 0 : highest),
    hear({ settings, whole }) {
      changing(
        settings.map(([key]) => key),
        () => {
          if (whole === true) {
            stale = new Set(told.keys())
            mustStartOver = true
            highest = 0
            writer.keep(() => storage.setValue(startedOverKey, '1'))
          }
          for (const [key, value, revision] of settings)
            if (stale?.delete(key) === true || revision > (told.get(key)?.revision ?? 0))
              keepTold(key, { value, revision })
        },
      )
    },
    answered({ key, failure: why }) {
      const said = asked.get(key)
      if (said === undefined) return
      asked.delete(key)
      const isLast = own.get(key) === said
      if (why === undefined) {
        if (isLast) changing([key], () => forgetOwn(key, said))
      } else if (failures[why.code].retry === 'later') notBefore.set(key, env.now() + (why.retryMs ?? retryMs))
      else {
        if (isLast) refused.add(said)
        onRefused(why)
      }
      sayDue()
    },
    ready() {
      if (stale !== null) {
        const gone = [...stale]
        changing(gone, () => gone.forEach(forgetTold))
      }
      stale = null
      if (mustStartOver) writer.keep(() => storage.setValue(startedOverKey, null))
      mustStartOver = false
      isReady = true
      sayDue()
    },
    flush() {
      notBefore.clear()
      sayDue()
    },
    lost() {
      isReady = false
      stale = null
      timer?.cancel()
      timer = null
      asked.clear()
      notBefore.clear()
      refused.clear()
    },
  }
}
