/**
 * The settings of accounts: a projection of the records `setting/<user>/<key>`. What was removed stays as a row without a
 * value, for devices that come back. There are at most `settingsPerUserMax` rows a person: beyond it the oldest removal is
 * forgotten, and a device that may not have heard of it starts over.
 */
import { and, eq, sql } from 'drizzle-orm'
import { limits, type UserId } from '@parley/protocol'
import type { StoreFile } from './file.ts'
import { settingHorizons, settings } from './schema.ts'

export interface StoredSetting {
  readonly key: string
  /** JSON; `null` for one that was removed. */
  readonly value: string | null
  readonly revision: number
}

export interface SettingTable {
  /** JSON; `null` where there is none. */
  get(user: UserId, key: string): string | null
  /** Of those that have a value. `bytes` as a frame holds them. */
  usage(user: UserId): { readonly count: number; readonly bytes: number }
  /** All rows, by ascending revision. */
  ofUser(user: UserId): readonly StoredSetting[]
  /** Those that changed after a revision, in the same order; `null` where a removal after it may be forgotten. */
  after(user: UserId, revision: number): readonly StoredSetting[] | null
  put(user: UserId, setting: StoredSetting): void
}

/** Of one setting in a frame, beside its key and value. */
const wireBytes = 24
export const settingBytes = (key: string, json: string): number => key.length + Buffer.byteLength(json) + wireBytes

export function settingTable({ db, write }: StoreFile): SettingTable {
  const ph = sql.placeholder
  const shape = { key: settings.key, value: settings.value, revision: settings.revision }
  const ofUser = eq(settings.user, ph('user'))
  const get = db
    .select({ value: settings.value })
    .from(settings)
    .where(and(ofUser, eq(settings.key, ph('key'))))
    .prepare()
  const usage = db
    .select({
      count: sql<number>`count(*)`,
      bytes: sql<number>`coalesce(sum(length(${settings.key}) + length(cast(${settings.value} as blob)) + ${wireBytes}), 0)`,
    })
    .from(settings)
    .where(and(ofUser, sql`${settings.value} is not null`))
    .prepare()
  const rows = db
    .select({ count: sql<number>`count(*)` })
    .from(settings)
    .where(ofUser)
    .prepare()
  const after = db
    .select(shape)
    .from(settings)
    .where(and(ofUser, sql`${settings.revision} > ${ph('revision')}`))
    .orderBy(settings.revision)
    .prepare()
  const horizon = db
    .select({ revision: settingHorizons.revision })
    .from(settingHorizons)
    .where(eq(settingHorizons.user, ph('user')))
    .prepare()
  const oldestRemoved = db
    .select(shape)
    .from(settings)
    .where(and(ofUser, sql`${settings.value} is null`))
    .orderBy(settings.revision)
    .limit(1)
    .prepare()
  const put = db
    .insert(settings)
    .values({ user: ph('user'), key: ph('key'), value: ph('value'), revision: ph('revision') })
    .onConflictDoUpdate({
      target: [settings.user, settings.key],
      set: { value: sql`excluded.value`, revision: sql`excluded.revision` },
    })
    .prepare()
  const drop = db
    .delete(settings)
    .where(and(ofUser, eq(settings.key, ph('key'))))
    .prepare()
  const putHorizon = db
    .insert(settingHorizons)
    .values({ user: ph('user'), revision: ph('revision') })
    .onConflictDoUpdate({ target: settingHorizons.user, set: { revision: sql`excluded.revision` } })
    .prepare()

  return {
    get: (user, key) => get.get({ user, key })?.value ?? null,
    usage: (user) => usage.get({ user }) ?? { count: 0, bytes: 0 },
    ofUser: (user) => after.all({ user, revision: 0 }),
    after: (user, revision) =>
      revision < (horizon.get({ user })?.revision ?? 0) ? null : after.all({ user, revision }),
    put(user, setting) {
      write()
      put.run({ user, ...setting })
      if ((rows.get({ user })?.count ?? 0) <= limits.settingsPerUserMax) return
      const oldest = oldestRemoved.get({ user })
      if (oldest === undefined) return
      drop.run({ user, key: oldest.key })
      putHorizon.run({ user, revision: oldest.revision })
    },
  }
}
