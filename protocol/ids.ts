/**
 * Ids are ULIDs (github.com/ulid/spec) in lower case: 48 bits of milliseconds and 80 random bits in Crockford's base32,
 * 26 characters, ordered by time, safe in a URL, a file name and a shell. An id that must be the same wherever it is made
 * (the chat of two people, the submission of a script's key) holds the first 128 bits of a SHA-256 instead.
 */
import { Type } from '@sinclair/typebox'

declare const brand: unique symbol
interface Brand<Name extends string> {
  readonly [brand]: Name
}

export type UserId = string & Brand<'user'>
export type ChatId = string & Brand<'chat'>
/** One connected device of a user, and its login. */
export type SessionId = string & Brand<'session'>
/** What makes a retry harmless: unique by (chat, author) for the life of the chat. */
export type SubmissionId = string & Brand<'submission'>
/** Names one incarnation of a log. A cursor of another epoch says nothing about this one. */
export type Epoch = string & Brand<'epoch'>

/** What an id is made from: milliseconds since 1970, and a number in [0, 1). */
export interface IdSource {
  now(): number
  random(): number
}

/** SHA-256 of the UTF-8 bytes of a text: 32 bytes. Handed in, because phones have no synchronous one built in. */
export type Sha256 = (text: string) => Uint8Array

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const pattern = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/

export const isUserId = (text: string): text is UserId => pattern.test(text)
export const isChatId = (text: string): text is ChatId => pattern.test(text)
export const isSessionId = (text: string): text is SessionId => pattern.test(text)
export const isSubmissionId = (text: string): text is SubmissionId => pattern.test(text)
export const isEpoch = (text: string): text is Epoch => pattern.test(text)

export const UserIdSchema = Type.Unsafe<UserId>(Type.String({ pattern: pattern.source }))
export const ChatIdSchema = Type.Unsafe<ChatId>(Type.String({ pattern: pattern.source }))
export const SessionIdSchema = Type.Unsafe<SessionId>(Type.String({ pattern: pattern.source }))
export const SubmissionIdSchema = Type.Unsafe<SubmissionId>(Type.String({ pattern: pattern.source }))
export const EpochSchema = Type.Unsafe<Epoch>(Type.String({ pattern: pattern.source }))

export const newUserId = (source: IdSource): UserId => known(newId(source), isUserId)
export const newChatId = (source: IdSource): ChatId => known(newId(source), isChatId)
export const newSessionId = (source: IdSource): SessionId => known(newId(source), isSessionId)
export const newSubmissionId = (source: IdSource): SubmissionId => known(newId(source), isSubmissionId)
export const newEpoch = (source: IdSource): Epoch => known(newId(source), isEpoch)

/** The one private chat of two people: the same id whoever of them asks, so that the log itself keeps it single. */
export function privateChatId(sha256: Sha256, one: UserId, other: UserId): ChatId {
  const [first, second] = one < other ? [one, other] : [other, one]
  return known(digestId(sha256(`private ${first} ${second}`)), isChatId)
}

/** The submission that a script's key stands for, on every machine and for ever. */
export const submissionIdOfKey = (sha256: Sha256, key: string): SubmissionId =>
  known(digestId(sha256(`key ${key}`)), isSubmissionId)

function newId(source: IdSource): string {
  let time = Math.floor(source.now())
  let text = ''
  for (let place = 0; place < 10; place++) {
    text = digit(time % 32) + text
    time = Math.floor(time / 32)
  }
  for (let draw = 0; draw < 2; draw++) {
    let bits = Math.floor(source.random() * 2 ** 40)
    for (let place = 0; place < 8; place++) {
      text += digit(bits % 32)
      bits = Math.floor(bits / 32)
    }
  }
  return text
}

function digestId(digest: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 2
  for (const byte of digest.subarray(0, 16)) {
    bits = bits * 256 + byte
    held += 8
    while (held >= 5) {
      held -= 5
      const unit = 2 ** held
      text += digit(Math.floor(bits / unit))
      bits %= unit
    }
  }
  return text
}

const digit = (value: number): string => alphabet.charAt(value)

function known<Id extends string>(text: string, isId: (text: string) => text is Id): Id {
  if (!isId(text)) throw new Error(`An id was made that is none: ${text}. The clock is before 1970 or after 10889.`)
  return text
}
