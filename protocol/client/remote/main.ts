/**
 * A client behind a port: one thread has the client, with its socket and its storage, and others see it as if it was theirs.
 *
 *     host: client ── serveClient ──▶ port ──▶ createRemoteClient :tab
 *
 * It owns the mirror: what the host's client shows, here and synchronous, a moment later. It guarantees that the views of a
 * tab are those of the client after the last batch, that an event comes after the state that it speaks of, and that of a chat
 * nobody looks at no messages cross but its last or unread ones, at most `unlookedMessagesMax`. It refuses to know what the port is, and who is the host.
 */
export type { Port } from './port.ts'
export type { RemoteClient } from './remoteClient.ts'
export { serveClient } from './serveClient.ts'
export { createRemoteClient } from './createRemoteClient.ts'
export { type AsyncCalls, type RemoteCalls, remoteCalls, serveCalls } from './calls.ts'
