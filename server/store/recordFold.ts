/** What a record means, by its key, and what it changes in the store. */
import { Value } from '@sinclair/typebox/value'
import { type Static, Type } from '@sinclair/typebox'
import { type ChatId, isChatId, isUserId, SeqSchema, type SessionId, type UserId } from '@parley/protocol'
import { type AccountRecord, parseAccountRecord, userOfAccountKey } from '../accounts/accountRecord.ts'
import { type ContactRecord, contactStateFor, pairOfContactKey, parseContactRecord } from '../accounts/contactRecord.ts'
import { ownerOfSessionKey, parseSessionRecord } from '../accounts/sessionRecord.ts'
import type { RecordEntry } from '../records/records.ts'
import type { MarkTable } from './markTable.ts'
import type { PeopleTable } from './peopleTable.ts'
import type { SettingTable, StoredSetting } from './settingTable.ts'

export type Meaning =
  | { readonly kind: 'account'; readonly user: UserId; readonly account: AccountRecord }
  | { readonly kind: 'contact'; readonly users: readonly [UserId, UserId]; readonly contact: ContactRecord | null }
  | { readonly kind: 'session'; readonly user: UserId; readonly session: SessionId; readonly endsAt: number }
  | { readonly kind: 'sessionEnded'; readonly session: SessionId }
  | (MarkRecord & { readonly kind: 'mark'; readonly user: UserId; readonly chat: ChatId })
  | { readonly kind: 'setting'; readonly user: UserId; readonly key: string; readonly value: string | null }
  | { readonly kind: 'seen'; readonly user: UserId; readonly at: number }

const MarkRecordSchema = Type.Object({ delivered: SeqSchema, read: SeqSchema })
type MarkRecord = Static<typeof MarkRecordSchema>
/** `null` where it was removed. */
const SettingRecordSchema = Type.Union([Type.Object({ value: Type.String() }), Type.Null()])
const SeenRecordSchema = Type.Object({ at: Type.Number() })

/** `null` for a record that the store does not keep: claims, invites, and what it does not know. */
export function readRecord({ key, value }: RecordEntry): Meaning | null {
  const [kind, first = '', second = '', ...rest] = key.split('/')
  switch (kind) {
    case 'account': {
      const user = userOfAccountKey(key)
      const account = parseAccountRecord(value)
      return user === null || account === null ? null : { kind, user, account }
    }
    case 'contact': {
      const users = pairOfContactKey(key)
      return users === null ? null : { kind, users, contact: parseContactRecord(value) }
    }
    case 'session': {
      const owner = ownerOfSessionKey(key)
      if (owner === null) return null
      const record = parseSessionRecord(value)
      return record === null
        ? { kind: 'sessionEnded', session: owner.session }
        : { kind, ...owner, endsAt: record.endsAt }
    }
    case 'mark':
      return isUserId(first) && isChatId(second) && Value.Check(MarkRecordSchema, value)
        ? { kind, user: first, chat: second, delivered: value.delivered, read: value.read }
        : null
    case 'setting':
      return isUserId(first) && second !== '' && Value.Check(SettingRecordSchema, value)
        ? { kind, user: first, key: [second, ...rest].join('/'), value: value === null ? null : value.value }
        : null
    case 'seen':
      return isUserId(first) && Value.Check(SeenRecordSchema, value) ? { kind, user: first, at: value.at } : null
    case undefined:
    default:
      return null
  }
}

export function foldRecord(
  tables: { readonly people: PeopleTable; readonly marks: MarkTable; readonly settings: SettingTable },
  record: RecordEntry,
): void {
  const { people, marks, settings } = tables
  const meaning = readRecord(record)
  if (meaning === null) return
  switch (meaning.kind) {
    case 'account':
      people.putUser({ id: meaning.user, ...meaning.account })
      break
    case 'contact': {
      const [one, other] = meaning.users
      people.putContact(one, other, contactStateFor(meaning.contact, one))
      people.putContact(other, one, contactStateFor(meaning.contact, other))
      break
    }
    case 'session':
      people.putSession({ id: meaning.session, user: meaning.user, endsAt: meaning.endsAt })
      break
    case 'sessionEnded':
      people.dropSession(meaning.session)
      break
    case 'mark':
      marks.put(meaning.user, meaning.chat, {
        delivered: meaning.delivered,
        read: meaning.read,
        revision: record.revision,
      })
      break
    case 'setting':
      settings.put(meaning.user, toStoredSetting(meaning, record.revision))
      break
    case 'seen':
      people.putSeen(meaning.user, meaning.at)
      break
  }
}

export const toStoredSetting = (
  { key, value }: { readonly key: string; readonly value: string | null },
  revision: number,
): StoredSetting => ({ key, value: value === null ? null : JSON.stringify(value), revision })
