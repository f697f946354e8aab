/**
 * What a tab and the host say to each other about themselves, on the lane `host`. The client of the session with number N is
 * on the lane `client/N`, its calls are on `api/N`, and what the host does for tabs (login …) is on `calls`.
 *
 *     tab   hello ──▶
 *     host        ◀── welcome, session, session …          dropped: the host believed the tab dead; say hello again
 */
import type { Failure } from '@parley/protocol'
import type { Credentials, Registration, ServerInfo } from '@parley/protocol/client'
import type { RemoteApi } from './link.ts'

export type HostSession =
  | { readonly type: 'starting' }
  | { readonly type: 'anonymous'; readonly why: Failure | null }
  /** `number` is another one for each session of this host. */
  | { readonly type: 'open'; readonly number: number }

export type HostMessage =
  /** While it lives the host holds the lock `hostLock(host)`. */
  | { readonly type: 'welcome'; readonly host: string }
  | { readonly type: 'session'; readonly session: HostSession }
  | { readonly type: 'dropped' }

/** While it lives the tab holds the lock `tabLock(tab)`. */
export interface TabMessage {
  readonly type: 'hello'
  readonly tab: string
}

/** What the host does for a tab besides serving the client. */
export interface HostCalls {
  register(registration: Omit<Registration, 'client'>): Promise<void>
  login(credentials: Omit<Credentials, 'client'>): Promise<void>
  logout(): Promise<void>
  server(): Promise<ServerInfo>
}

export const hostLane = 'host'
export const callsLane = 'calls'
export const clientLane = (session: number): string => `client/${session}`
export const apiLane = (session: number): string => `api/${session}`

export const hostLock = (host: string): string => `parley-host/${host}`
export const tabLock = (tab: string): string => `parley-tab/${tab}`

export const hostCallNames = { register: true, login: true, logout: true, server: true } as const satisfies Readonly<
  Record<keyof HostCalls, true>
>
export const apiCallNames = {
  logout: true,
  sessions: true,
  revoke: true,
  revokeOthers: true,
  changePassword: true,
  me: true,
  users: true,
  contacts: true,
  requestContact: true,
  acceptContact: true,
  declineContact: true,
  blockContact: true,
  unblockContact: true,
  removeContact: true,
  createChat: true,
  invite: true,
} as const satisfies Readonly<Record<keyof RemoteApi, true>>

/** Both sides are of one build: a kind that is known has its form. */
export const isHostMessage = (value: unknown): value is HostMessage => hasType(value, ['welcome', 'session', 'dropped'])
export const isTabMessage = (value: unknown): value is TabMessage => hasType(value, ['hello'])

const hasType = (value: unknown, types: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && types.some((type) => type === value.type)
