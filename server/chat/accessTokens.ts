import type { SessionId, UserId } from '@parley/protocol'

/** Whose token it is, and until when. `expiresAt` in milliseconds since 1970. */
interface Identity {
  readonly user: UserId
  readonly session: SessionId
  readonly expiresAt: number
}

/** Checks an access token's signature and times; whether the session was revoked since, the store knows. */
export interface AccessTokens {
  inspect(token: string): Promise<Identity | 'expired' | 'invalid'>
}
