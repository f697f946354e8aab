/** What the REST edge is made of: handed in by the composition. */
import type { Accounts, Registration } from '../accounts/accounts.ts'
import type { Contacts } from '../accounts/contacts.ts'
import type { Invites } from '../accounts/invites.ts'
import type { RateLimits } from '../accounts/rateLimit.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Tokens } from '../accounts/tokens.ts'
import type { Chats } from '../chat/chats.ts'
import type { Lag } from '../feed/lag.ts'
import type { Audit } from '../log/audit.ts'
import type { People } from '../store/people.ts'

export interface ApiParts {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly contacts: Contacts
  readonly invites: Invites
  readonly tokens: Tokens
  readonly chats: Chats
  readonly audit: Audit
  readonly people: People
  /** Before a route says no by what `chats` or `people` have, it asks whether they are behind. */
  readonly lag: Lag
  readonly limits: RateLimits
  readonly env: { now(): number; random(): number; after(ms: number, run: () => void): () => void }
  /** The program's, told by `/healthz`. */
  readonly version: string
  /** What people call this server. */
  readonly name: string
  readonly registration: Registration
  readonly health: Health
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** May a page of this origin act in the name of this host? */
  isOwnOrigin(origin: string, host: string): boolean
  /** A defect: the client is told only `id`. */
  onDefect(error: unknown, id: string): void
}

interface Health {
  /** Is everything there that requests need? What else it says goes to whoever asks, so it holds no secrets. */
  ready(): Readiness
}

export interface Readiness {
  readonly ready: boolean
  readonly [part: string]: boolean | number | string | readonly string[]
}

/** The peer's address, as the socket knows it. */
export type AddressOf = (request: Request) => string | null
