/** Settings: small texts of one account under keys, the same on all of its devices. Drafts, what is muted, and the like. */
import { type Static, Type } from '@sinclair/typebox'
import { type Failure, failure } from './failure.ts'
import { limits, utf8Bytes } from './limits.ts'

/** Parts of `A-Z a-z 0-9 _ - .` separated by `/`: `draft/CHAT`, `notify`. */
const keyPattern = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/

export const SettingKeySchema = Type.String({ maxLength: limits.settingKeyCharsMax, pattern: keyPattern.source })
export const SettingValueSchema = Type.Union([Type.String({ maxLength: limits.settingBytesMax }), Type.Null()])

/**
 * Key, value, and the revision of its last change, which only grows over all keys. A value of `null` is none: it was there and
 * was removed.
 */
export const SettingSchema = Type.Tuple([SettingKeySchema, SettingValueSchema, Type.Integer({ minimum: 1 })])
export type Setting = Static<typeof SettingSchema>

/** The same answer on both sides; `null` where nothing is wrong with it. */
export function refuseSetting(key: string, value: string | null): Failure | null {
  if (key.length > limits.settingKeyCharsMax || !keyPattern.test(key))
    return failure(
      'invalid',
      `A setting's key has 1 to ${limits.settingKeyCharsMax} characters of A-Z a-z 0-9 _ - . in parts separated by "/".`,
    )
  if (value !== null && utf8Bytes(JSON.stringify(value)) > limits.settingBytesMax)
    return failure('tooLarge', `A setting may have at most ${limits.settingBytesMax} bytes as JSON.`)
  return null
}
