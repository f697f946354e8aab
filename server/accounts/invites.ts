/** Invitations: a code that lets a few people register. Only its hash is kept, so it is shown once, to its maker. */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { failure, FailureError, type UserId, UserIdSchema } from '@parley/protocol'
import type { Json, Records } from '../records/records.ts'
import { accountKey, parseAccountRecord } from './accountRecord.ts'
import { changeRecord } from './compareAndSet.ts'
import { base32, base64url, sha256 } from './digest.ts'

const InviteRecordSchema = Type.Object({
  createdBy: UserIdSchema,
  usesLeft: Type.Integer({ minimum: 1 }),
  /** Milliseconds since 1970. */
  endsAt: Type.Number(),
})
type InviteRecord = Static<typeof InviteRecordSchema>

interface Invite {
  readonly code: string
  readonly usesLeft: number
  readonly endsAt: number
}

export interface Invites {
  /** Administrators only: `forbidden` for others. */
  create(by: UserId, wish: { readonly usesMax?: number; readonly days?: number }): Promise<Invite>
  /** Throws `forbidden` where the code lets nobody in. Takes no seat. */
  check(code: string): Promise<void>
  /** Takes a seat: of two who race for the last one, one gets it. Throws `forbidden` like `check`. */
  use(code: string): Promise<void>
}

export const inviteBounds = { usesMax: 1_000, daysMax: 365, usesDefault: 1, daysDefault: 7 } as const
const dayMs = 86_400_000
/** 144 bits: nobody guesses one. */
const codeBytes = 18

export function createInvites(
  records: Records,
  env: { now(): number; randomBytes(count: number): Uint8Array },
): Invites {
  const parse = (value: Json): InviteRecord => {
    // One sentence for unknown, used up and ended: a guess learns nothing.
    if (!Value.Check(InviteRecordSchema, value) || value.endsAt <= env.now())
      throw new FailureError(failure('forbidden', 'This invitation is not good, or not any more. Ask for another one.'))
    return value
  }

  return {
    async create(by, { usesMax = inviteBounds.usesDefault, days = inviteBounds.daysDefault }) {
      const account = parseAccountRecord((await records.get(accountKey(by)))?.value ?? null)
      if (account?.isAdministrator !== true)
        throw new FailureError(failure('forbidden', 'Only administrators invite people to this server.'))
      const code = base64url(env.randomBytes(codeBytes))
      const invite = { createdBy: by, usesLeft: usesMax, endsAt: env.now() + days * dayMs }
      await changeRecord(records, inviteKey(code), () => ({ value: invite, result: null }))
      return { code, usesLeft: invite.usesLeft, endsAt: invite.endsAt }
    },
    async check(code) {
      parse((await records.get(inviteKey(code)))?.value ?? null)
    },
    use: (code) =>
      changeRecord(records, inviteKey(code), (current) => {
        const invite = parse(current)
        const usesLeft = invite.usesLeft - 1
        return { value: usesLeft === 0 ? null : { ...invite, usesLeft }, result: undefined }
      }),
  }
}

const inviteKey = (code: string): string => `invite/${base32(sha256(code))}`
