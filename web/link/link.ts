/** What a tab has of the browser's one client. */
import type { Failure } from '@parley/protocol'
import type { Api, Credentials, Registration, ServerInfo, Source } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'

/** All that somebody who is logged in asks over HTTP. Tokens never leave the host. */
export type RemoteApi = Omit<Api, 'tokens'>

export type Session =
  | { readonly type: 'starting' }
  /** Nobody is logged in. `why` says how a login ended that was not logged out. */
  | { readonly type: 'anonymous'; readonly why: Failure | null }
  /**
   * The first batch of the client is here. It is the same client and the same calls for as long as the login lasts: when
   * whoever runs the client dies, both wait for the next one, and show what they had.
   */
  | { readonly type: 'open'; readonly client: RemoteClient; readonly api: RemoteApi }

/** Who runs the client: a shared worker, this tab for all, another tab, or this tab for itself. */
export type Role = 'worker' | 'leader' | 'follower' | 'alone'

/** Calls reject with a `FailureError`. */
export interface Link {
  readonly session: Source<Session>
  readonly role: Source<Role>
  register(registration: Omit<Registration, 'client'>): Promise<void>
  login(credentials: Omit<Credentials, 'client'>): Promise<void>
  /** Also removes what this browser keeps of the account, for all tabs. */
  logout(): Promise<void>
  server(): Promise<ServerInfo>
}
