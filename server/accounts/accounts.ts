/**
 * Accounts: who may be here. Four kinds of records make one: `username/…` and `email/…` claim the names, `founder` makes the
 * first account the administrator, and `account/…` is the account. Each put is a compare-and-set, so of two who race for a
 * name, or for being first, one wins.
 *
 *     check ─▶ hash ─▶ claim username, e-mail ─▶ (founder | take an invitation's seat) ─▶ account
 *
 * The password's hash is known in this file alone: the type of its record is not exported, and nothing that leaves has it.
 */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { failure, FailureError, newUserId, type Person, toUsername, type UserId } from '@parley/protocol'
import type { Records } from '../records/records.ts'
import { accountKey, AccountRecordSchema } from './accountRecord.ts'
import { type Applicant, type Application, checkPassword, toApplicant, toEmail } from './applicant.ts'
import { claim, claimMs, emailKey, founderKey, lookAt, release, usernameKey } from './claims.ts'
import { changeRecord } from './compareAndSet.ts'
import type { Invites } from './invites.ts'
import type { Passwords } from './passwords.ts'
import type { Origin, RateLimits } from './rateLimit.ts'

export type Registration = 'open' | 'invite' | 'closed'

interface RegisterInput extends Application {
  readonly invite?: string
}

interface LoginInput {
  /** Username or e-mail address. */
  readonly identifier: string
  readonly password: string
}

/** An account as its owner sees it. */
export interface Me {
  readonly user: Person
  readonly email: string
  readonly isAdministrator: boolean
}

export interface Accounts {
  /** Is there no account yet? The first one becomes the administrator. */
  isNew(): Promise<boolean>
  /**
   * Throws `invalid`, `conflict` (a name is taken), `forbidden` (registration is closed, or the invitation is not good),
   * `rateLimited` and `overloaded`. The account is durable when it settles.
   */
  register(input: RegisterInput, origin: Origin): Promise<Me>
  /** Throws `unauthenticated`, in the same words and after the same work whether or not there is such an account. */
  login(input: LoginInput, origin: Origin): Promise<Me>
  /** Who has the username `@name`, by the records; `null` for nobody. */
  idOf(address: string): Promise<UserId | null>
  /** `notFound` for a user without account. */
  me(user: UserId): Promise<Me>
  /** Throws `forbidden` for a wrong password. Ending the other sessions is up to the caller. */
  changePassword(user: UserId, password: string, newPassword: string): Promise<void>
}

export interface AccountsParts {
  readonly records: Records
  readonly passwords: Passwords
  readonly invites: Invites
  readonly limits: RateLimits
  readonly registration: Registration
  readonly env: { now(): number; random(): number }
}

const StoredAccountSchema = Type.Object({
  ...AccountRecordSchema.properties,
  email: Type.String(),
  passwordHash: Type.String(),
})
type StoredAccount = Static<typeof StoredAccountSchema>

/** An account must follow its claims within half of the time after which they may be taken over. */
const claimToAccountMs = claimMs / 2

export function createAccounts(parts: AccountsParts): Accounts {
  const { records, passwords, invites, limits, registration, env } = parts
  /** Until there is an account, registrations are settled one after the other. */
  let founding: Promise<unknown> = Promise.resolve()

  const read = async (user: UserId): Promise<StoredAccount | null> => {
    const value = (await records.get(accountKey(user)))?.value ?? null
    return Value.Check(StoredAccountSchema, value) ? value : null
  }
  /** What holds an account is held for good, and strangers ask. */
  let isFounded = false
  const hasFounder = async (): Promise<boolean> => {
    isFounded ||= (await lookAt(records, founderKey, env.now())).type === 'held'
    return isFounded
  }

  /** The account that a claim leads to, if the account still bears the name. */
  const find = async (identifier: string): Promise<{ user: UserId; account: StoredAccount } | null> => {
    const email = identifier.includes('@') ? toEmail(identifier) : null
    const username = email === null ? toUsername(identifier) : null
    const key = email === null ? (username === null ? null : usernameKey(username)) : emailKey(email)
    const held = key === null ? null : await lookAt(records, key, env.now())
    if (held?.type !== 'held') return null
    const account = await read(held.user)
    if (account === null || (email === null ? account.username !== username : account.email !== email)) return null
    return { user: held.user, account }
  }

  const admit = async (invite: string | undefined): Promise<void> => {
    if (registration === 'closed') throw forbidden('Registration is closed on this server. Ask its administrator.')
    if (registration === 'invite') await invites.check(invite ?? '')
  }

  /** A cheap look before the hash is made. */
  const checkFree = async ({ username, email }: Applicant): Promise<void> => {
    const now = env.now()
    if ((await lookAt(records, usernameKey(username), now)).type !== 'free') throw new FailureError(usernameTaken)
    if ((await lookAt(records, emailKey(email), now)).type !== 'free') throw new FailureError(emailTaken)
  }

  const settle = async (applicant: Applicant, passwordHash: string, invite: string | undefined): Promise<Me> => {
    const user = newUserId(env)
    const claimedAt = env.now()
    const mine = { user, claimedAt }
    const { username, email, name } = applicant
    const claimed: string[] = []
    try {
      await claim(records, usernameKey(username), mine, usernameTaken)
      claimed.push(usernameKey(username))
      await claim(records, emailKey(email), mine, emailTaken)
      claimed.push(emailKey(email))
      const isAdministrator = !(await hasFounder())
      if (isAdministrator) {
        await claim(records, founderKey, mine, foundingNow)
        claimed.push(founderKey)
      } else if (registration === 'closed') await admit(invite)
      else if (registration === 'invite') await invites.use(invite ?? '')
      if (env.now() - claimedAt > claimToAccountMs)
        throw new FailureError(failure('timeout', 'The server was too slow to make the account. Try again.', 1_000))
      const account: StoredAccount = { username, email, name, passwordHash, isAdministrator, createdAt: claimedAt }
      try {
        const put = await records.put(accountKey(user), { ...account }, 0)
        if (put.type === 'conflict') throw new Error(`The new account ${user} exists already.`)
      } catch (error) {
        if (error instanceof FailureError) throw error
        // Nobody knows whether it was stored, or will be yet: then its names must stay its own.
        claimed.length = 0
        if ((await read(user)) === null) throw error
      }
      return toMe(user, account)
    } catch (error) {
      // What cannot be released lapses by itself.
      await Promise.allSettled(claimed.map((key) => release(records, key, user)))
      throw error
    }
  }

  return {
    isNew: async () => !(await hasFounder()),
    async register(input, origin) {
      const applicant = toApplicant(input)
      const isFirst = !(await hasFounder())
      if (!isFirst) await admit(input.invite)
      const permit = limits.registration(origin)
      try {
        await checkFree(applicant)
        const passwordHash = await passwords.hash(applicant.password)
        const turn = (): Promise<Me> => settle(applicant, passwordHash, input.invite)
        if (!isFirst) return await turn()
        const settled = founding.then(turn)
        founding = settled.catch(() => undefined)
        return await settled
      } catch (error) {
        // Asking which names are taken costs like registering: nobody lists this server's people.
        if (!(error instanceof FailureError) || error.failure.code !== 'conflict') permit.giveBack()
        throw error
      }
    },
    async login({ identifier, password }, origin) {
      const permit = limits.login(origin)
      const found = await find(identifier)
      const tries = limits.password(found?.user ?? `? ${identifier.trim().toLowerCase().slice(0, 254)}`)
      const isRight = await passwords.verify(password, found?.account.passwordHash ?? null)
      if (found === null || !isRight) throw new FailureError(wrongLogin)
      permit.giveBack()
      tries.giveBack()
      return toMe(found.user, found.account)
    },
    async idOf(address) {
      if (!address.startsWith('@') || address.slice(1).includes('@')) return null
      return (await find(address.slice(1)))?.user ?? null
    },
    async me(user) {
      const account = await read(user)
      if (account === null) throw new FailureError(failure('notFound', 'There is no such account.'))
      return toMe(user, account)
    },
    async changePassword(user, password, newPassword) {
      const account = await read(user)
      const tries = limits.password(user)
      if (account === null || !(await passwords.verify(password, account.passwordHash)))
        throw new FailureError(wrongPassword)
      tries.giveBack()
      checkPassword(newPassword, [account.username, account.email])
      const passwordHash = await passwords.hash(newPassword)
      await changeRecord(records, accountKey(user), (current) => {
        if (!Value.Check(StoredAccountSchema, current) || current.passwordHash !== account.passwordHash)
          throw new FailureError(wrongPassword)
        return { value: { ...current, passwordHash }, result: undefined }
      })
    },
  }
}

const toMe = (id: UserId, { username, name, email, isAdministrator }: StoredAccount): Me => ({
  user: { id, username, name },
  email,
  isAdministrator,
})

const usernameTaken = failure('conflict', 'This username is taken.')
const emailTaken = failure('conflict', 'There is an account with this e-mail address already. Log in to it.')
const wrongLogin = failure('unauthenticated', 'The name or the password is wrong.')
const wrongPassword = failure('forbidden', 'The password is wrong.')
const foundingNow = failure('unavailable', 'Somebody makes the first account at this moment. Try again.', 5_000)
const forbidden = (message: string): FailureError => new FailureError(failure('forbidden', message))
