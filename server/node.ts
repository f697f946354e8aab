/**
 * One node over whatever ports it is handed: store, feed, hub, actors and the socket edge. `compose.ts` hands in a disk and
 * Bun's sockets, a simulation its own log, network and clock: the same lines wire both.
 *
 *     log, records ─▶ feed ─▶ store, hub ─▶ sockets ─▶ clients
 *          ▲                                   │
 *          └── chat actors ◀── session actors ◀┘
 */
import { createSystem, type Env, type Placement, type Relay, type System, type SystemOptions } from '@parley/actors'
import { type ChatId, failure, newSessionId, type Sha256 } from '@parley/protocol'
import type { AccessTokens } from './chat/accessTokens.ts'
import { chatKind } from './chat/chatActor.ts'
import { type LiveChats, liveChats } from './chat/liveChats.ts'
import { type ResumeBounds, resumeBounds } from './chat/resume.ts'
import { sessionKind } from './chat/sessionActor.ts'
import { userKind } from './chat/userActor.ts'
import { type Bus, noBus } from './feed/bus.ts'
import { createHub, isChatTopic, type Topic } from './feed/hub.ts'
import { type Feed, startFeed } from './feed/main.ts'
import { createPresenceTables } from './feed/presenceTables.ts'
import { heardSignal } from './feed/signals.ts'
import { createSockets, type SocketOptions, type Sockets } from './http/socket.ts'
import type { Journal } from './journal.ts'
import type { LocalLog } from './log/log.ts'
import type { Records } from './records/records.ts'
import type { Store } from './store/main.ts'

export interface NodePorts extends Pick<SocketOptions, 'framesPerSecond' | 'addressOf' | 'isAllowedOrigin'> {
  readonly env: Env
  readonly sha256: Sha256
  readonly log: LocalLog
  readonly records: Records
  readonly store: Store
  readonly tokens: AccessTokens
  readonly journal: Journal
  /** The transport's native publish. */
  publish(topic: Topic, text: string): void
  /** Where actors live; default: all here. */
  readonly placement?: Placement
  /** The road to the other nodes that the placement names. What they send is for `system.incoming`. */
  readonly relay?: Relay
  /** Signals to and from other nodes; default: there are none. */
  readonly bus?: Bus
  readonly systemOf?: (options: SystemOptions) => System
  readonly bounds?: ResumeBounds
}

export interface Node {
  readonly system: System
  readonly sockets: Sockets
  readonly chats: LiveChats
  readonly feed: Feed
  /** Says nothing more to other nodes. */
  stopPresences(): void
}

export function createNode(ports: NodePorts): Node {
  const { env, sha256, log, records, store, tokens, journal, systemOf = createSystem, bounds = resumeBounds } = ports
  const { placement, relay, bus = noBus } = ports
  const onDefect = (error: unknown): void => journal.error('defect', error)
  const hub = createHub(ports.publish, ({ connection, user }) => sockets.bill(connection, user))
  const tables = createPresenceTables({ hub, store, bus, env })
  const { presences } = tables
  const isHere = (chat: ChatId): boolean =>
    placement === undefined || placement.of({ kind: 'chat', id: chat }) === 'here'
  const feed = startFeed({ log, records, store, hub, presences, env, isHere, onDefect })

  const system = systemOf({
    env,
    ...(placement === undefined ? {} : { placement }),
    ...(relay === undefined ? {} : { relay }),
    onCrash(kind, id, error) {
      journal.error('crash', error, { kind, id })
      if (kind === 'session') sockets.drop(id, failure('internal', 'Something went wrong in the server. Come back.'))
    },
    onDeadLetter(kind, id, call, why) {
      // A session that cannot take a frame has lost it: its client must come back and send it again.
      if (kind === 'session' && call === 'frame')
        sockets.drop(id, failure('overloaded', 'More frames than can be handled. Come back in a moment.', 1_000))
      else if (call !== 'closed') journal.warn('deadLetter', { kind, id, call, why })
    },
  })
  const chat = system.register(chatKind(log, store))
  const user = system.register(userKind({ records, store, presences, onDefect }))
  const { lag } = feed
  const chats = liveChats({ log, records, store, sha256, lag, chat, user })
  const link = (connection: string) => sockets.link(connection)
  const session = system.register(
    sessionKind({ hub, bus, lag, log, store, presences, chats, tokens, link, user, bounds, onDefect }),
  )
  const sockets = createSockets({
    session,
    newConnectionId: () => newSessionId(env),
    env,
    framesPerSecond: ports.framesPerSecond,
    addressOf: ports.addressOf,
    isAllowedOrigin: ports.isAllowedOrigin,
    onSubscribe(topic) {
      if (isChatTopic(topic)) bus.listen(topic)
    },
  })
  bus.start({
    onSignal: (topic, text) => heardSignal(hub, topic, text),
    onWord: tables.onWord,
    onMembers: tables.onMembers,
  })
  return { system, sockets, chats, feed, stopPresences: tables.stop }
}
