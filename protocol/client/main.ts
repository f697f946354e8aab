/**
 * The client library: everything between a screen (or a script) and the server's socket. It runs unchanged in a browser, on a
 * phone and in Bun; clock, randomness, socket, fetch and storage are arguments.
 *
 *     screen ── submit ──▶ outbox ── storage ──▶ connection ──▶ server
 *       ▲                                            │
 *     view ◀── replica (confirmed + pending) ◀── entries
 */
export type { ClientEnv } from './env.ts'
export type { ClientEvent, ConnectionState } from './events.ts'
export type { Source } from './source.ts'
export {
  type SocketLike,
  type Transport,
  type TransportHandlers,
  type TransportLink,
  webSocketTransport,
} from './transport.ts'
export type { ChatRow, ClientStorage, MarkRow, OutboxRow } from './storage.ts'
export type { ChatView } from './view.ts'
export { messageAt, placeOf } from './window.ts'
export { rowToChat, toCommand } from './stored.ts'
export type { Place, Visit } from './visit.ts'
export { type Refused, readRefused, refusedToText } from './refused.ts'
export type { Client, ClientOptions } from './client.ts'
export type { Tokens } from './connection.ts'
export type { Settled, Submitted } from './outbox.ts'
export { createClient, followMax } from './createClient.ts'
export { memoryStorage } from './memory.ts'
export {
  type AccessToken,
  type Accounts,
  type Api,
  type ApiPorts,
  type CookieApiPorts,
  type CookieLogin,
  createAccounts,
  createApi,
  createCookieAccounts,
  type CreatedChat,
  type Credentials,
  type Fetch,
  type Invite,
  type Login,
  type LoginTokens,
  type Me,
  type NewChat,
  type Registration,
  type ServerInfo,
  type Session,
} from './api.ts'
