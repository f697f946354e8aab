import type { Failure } from '@parley/protocol'
import type { ServerInfo } from '@parley/protocol/client'
import type { Link } from '../../link/link.ts'

/** What the screens before a login take of the link. */
export type EntryLink = Pick<Link, 'server' | 'register' | 'login'>

/** What the server says of itself, as far as it has answered. */
export type AskedServer =
  | { readonly type: 'asking' }
  | { readonly type: 'known'; readonly server: ServerInfo }
  | { readonly type: 'away'; readonly failure: Failure }

export interface EntryProps {
  readonly link: EntryLink
  readonly asked: AskedServer
  readonly askAgain: () => void
  readonly go: (path: string) => void
  /** Somebody is logged in, and goes on at this path. */
  readonly onEntered: (path: string) => void
}
