/** The records that the store folds, for who must look whether it has them already. */
import type { UserId } from '@parley/protocol'

export { accountKey } from '../accounts/accountRecord.ts'
export { contactKey, parseContactRecord } from '../accounts/contactRecord.ts'
export { sessionKey } from '../accounts/sessionRecord.ts'

/** Of all settings of an account. */
export const settingsKey = (user: UserId): string => `setting/${user}/`
