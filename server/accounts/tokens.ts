/** Access tokens, as the rest of the server sees them. Their form is the edge's business: see `http/accessTokens.ts`. */
import type { SessionId, UserId } from '@parley/protocol'

interface AccessToken {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Whose token it is, and until when. */
export interface TokenIdentity {
  readonly user: UserId
  readonly session: SessionId
  readonly expiresAt: number
}

export interface Tokens {
  sign(user: UserId, session: SessionId): Promise<AccessToken>
  /** `null` for a token that this server did not sign, or whose time is over. Whether its session lives, the store knows. */
  verify(token: string): Promise<TokenIdentity | null>
  /** Like `verify`, but tells a token whose time is over from one that never was good. */
  inspect(token: string): Promise<TokenIdentity | 'expired' | 'invalid'>
}

export const accessTokenMs = 15 * 60_000
