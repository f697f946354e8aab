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
export {
  type SocketLike,
  type Transport,
  type TransportHandlers,
  type TransportLink,
  webSocketTransport,
} from './transport.ts'
export type { ChatRow, ClientStorage, MarkRow, OutboxRow } from './storage.ts'
export type { ChatView } from './view.ts'
export { type Client, type ClientOptions, createClient, type Settled, type Submitted, type Tokens } from './client.ts'
