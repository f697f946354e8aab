/** What the rows of settings mean in a storage: what the server told, under its revision, and what was set here. */
import { Type } from '@sinclair/typebox'
import { interpreted } from '../codec.ts'
import { SettingKeySchema, SettingValueSchema } from '../setting.ts'
import { jsonOf } from '../json.ts'

/** Set here, and not yet kept by the server. */
export interface Own {
  readonly value: string | null
  /** When, in milliseconds since 1970. */
  readonly at: number
  /** The key's revision when it was last said to the server; `null`: it never was. */
  saidAt: number | null
  /** It was there at the start: another process set it, or an earlier run. */
  isFound: boolean
  /** As it lies in the storage. */
  stored: string
}

interface SettingRows {
  readonly told: ReadonlyMap<string, { readonly value: string | null; readonly revision: number }>
  readonly own: ReadonlyMap<string, Own>
  /** The highest revision that was told. */
  readonly revision: number
  /** All settings began to come anew, and did not end. */
  readonly isStartedOver: boolean
  /** Keys of rows that say nothing any more. */
  readonly needless: readonly string[]
}

const toldPrefix = 'setting/told/'
const ownPrefix = 'setting/own/'
export const startedOverKey = 'setting/startedOver'
export const toldKey = (key: string, revision: number): string => `${toldPrefix}${revision}/${key}`
export const ownKey = (key: string): string => ownPrefix + key

const isKey = interpreted(SettingKeySchema)
const isValue = interpreted(SettingValueSchema)
const isOwn = interpreted(Type.Tuple([SettingValueSchema, Type.Number(), Type.Union([Type.Number(), Type.Null()])]))

export const ownText = ({ value, at, saidAt }: Own): string => JSON.stringify([value, at, saidAt])

export function toOwn(text: string): Own | null {
  const row = jsonOf(text)
  if (!isOwn(row)) return null
  const [value, at, saidAt] = row
  return { value, at, saidAt, isFound: true, stored: text }
}

export function readSettings(rows: ReadonlyMap<string, string>): SettingRows {
  const told = new Map<string, { readonly value: string | null; readonly revision: number }>()
  const own = new Map<string, Own>()
  const needless: string[] = []
  let revision = 0
  for (const [rowKey, text] of rows) {
    if (rowKey.startsWith(ownPrefix)) {
      const key = rowKey.slice(ownPrefix.length)
      const mine = toOwn(text)
      if (mine !== null && isKey(key)) own.set(key, mine)
    } else if (rowKey.startsWith(toldPrefix)) {
      const [number = ''] = rowKey.slice(toldPrefix.length).split('/', 1)
      const key = rowKey.slice(toldPrefix.length + number.length + 1)
      const row = { value: jsonOf(text), revision: Number(number) }
      const { value } = row
      const other = told.get(key)
      if (!isValue(value) || !isKey(key) || !Number.isSafeInteger(row.revision)) needless.push(rowKey)
      else if (other !== undefined && other.revision > row.revision) needless.push(rowKey)
      else {
        if (other !== undefined) needless.push(toldKey(key, other.revision))
        told.set(key, { value, revision: row.revision })
        revision = Math.max(revision, row.revision)
      }
    }
  }
  // What was removed is worth a row only where it says how much of the account is known.
  for (const [key, row] of told) {
    if (row.value !== null || row.revision === revision) continue
    told.delete(key)
    needless.push(toldKey(key, row.revision))
  }
  return { told, own, revision, isStartedOver: rows.has(startedOverKey), needless }
}
