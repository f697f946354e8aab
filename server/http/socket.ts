/**
 * The WebSocket edge: bytes to frames and frames to a session's mailbox, in one synchronous step, and nothing else. Native
 * topics carry what everybody hears, so a socket costs no JavaScript when its chats speak.
 */
import type { Ref } from '@parley/actors'
import { encode, failure, type Failure, failures, limits, type UserId } from '@parley/protocol'
import { createCodec } from '@parley/protocol'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import type { Static, TSchema } from '@sinclair/typebox'
import type { Server, WebSocketHandler } from 'bun'
import type { SessionProtocol } from '../chat/sessionActor.ts'
import type { Link, Topic } from '../feed/hub.ts'
import { createFrameBudgets, type FrameBudget } from './frameBudget.ts'

/** Bytes that wait for a slow reader. Beyond it the socket is closed, and its cursors make coming back cheap. */
const backpressureBytesMax = 1_048_576
const sweepMs = 10_000
const closeBatch = 200
const reasonCharsMax = 120

export interface Connection {
  readonly id: string
  readonly session: Ref<SessionProtocol>
  heardAt: number
  /** Of its address, and of its account once that is known. */
  budget: FrameBudget
}

/** What is used of a socket of Bun's. A simulated network has its own. */
export interface Socket {
  readonly data: Connection
  send(text: string): unknown
  subscribe(topic: string): unknown
  unsubscribe(topic: string): unknown
  isSubscribed(topic: string): boolean
  cork(run: () => void): unknown
  publish(topic: string, text: string): unknown
  close(code: number, reason: string): void
  terminate(): void
}

type Bounds =
  'perMessageDeflate' | 'maxPayloadLength' | 'backpressureLimit' | 'closeOnBackpressureLimit' | 'idleTimeout'

interface SocketHandler extends Pick<WebSocketHandler<Connection>, Bounds> {
  open(socket: Socket): void
  message(socket: Socket, data: string | Uint8Array): void
  pong(socket: Socket): void
  close(socket: Socket): void
}

export interface SocketOptions {
  session(connection: string): Ref<SessionProtocol>
  newConnectionId(): string
  readonly env: { now(): number; after(ms: number, run: () => void): () => void }
  readonly framesPerSecond: number
  /** Where a request comes from, through proxies that are believed. */
  addressOf(request: Request, peer: string | null): string
  /** May a page of this origin open a socket to this host? */
  isAllowedOrigin(origin: string, host: string): boolean
  /** Told at each subscription of each socket, so it must be cheap. */
  onSubscribe?(topic: Topic): void
}

export interface Sockets {
  readonly handler: SocketHandler
  /** What a new socket from this address carries. */
  connection(address: string): Connection
  upgrade(request: Request, server: Server<Connection>): Response | undefined
  link(connection: string): Link | null
  /** From here on the socket's frames count for this account. */
  bill(connection: string, user: UserId): void
  /** Ends a socket whose session cannot go on. */
  drop(connection: string, why: Failure): void
  /** Tells every client to go elsewhere, and takes no new one until `welcome`. */
  turnAway(why: Failure): Promise<void>
  welcome(): void
  /** Tells every client to come back elsewhere or later, and watches them no more. */
  closeAll(): Promise<void>
  count(): number
}

export function createSockets(options: SocketOptions): Sockets {
  const { env } = options
  const onSubscribe = options.onSubscribe ?? (() => undefined)
  const budgets = createFrameBudgets(options.framesPerSecond)
  const links = new Map<string, SocketLink>()
  let refusing: Failure | null = null

  const sweep = (): void => {
    const oldest = env.now() - 2 * limits.heartbeatMs
    // Bun's own idle timeout never ends a dead peer that is still being sent to.
    for (const { socket } of links.values()) if (socket.data.heardAt < oldest) socket.terminate()
    stopSweep = env.after(sweepMs, sweep)
  }
  let stopSweep = env.after(sweepMs, sweep)

  const drop = (connection: string, why: Failure): void => {
    const link = links.get(connection)
    if (link === undefined) return
    link.send(encode({ t: 'failure', failure: why }))
    link.close(failures[why.code].close ?? 1008, why.message)
  }

  const connection = (address: string): Connection => {
    const id = options.newConnectionId()
    const now = env.now()
    return { id, session: options.session(id), heardAt: now, budget: budgets.ofAddress(address, now) }
  }

  const turnAway = async (why: Failure): Promise<void> => {
    refusing = why
    let closed = 0
    for (const { socket } of links.values()) {
      socket.close(failures.unavailable.close, why.message.slice(0, reasonCharsMax))
      // In batches, so that not everybody comes back in the same moment.
      if (++closed % closeBatch === 0) await new Promise<void>((resolve) => env.after(10, resolve))
    }
  }

  return {
    handler: {
      perMessageDeflate: false,
      maxPayloadLength: limits.frameBytesMax,
      backpressureLimit: backpressureBytesMax,
      closeOnBackpressureLimit: true,
      idleTimeout: 120,
      open(socket) {
        links.set(socket.data.id, new SocketLink(socket, onSubscribe))
        socket.data.session.tell('opened', null)
      },
      message(socket, data) {
        const { data: connection } = socket
        connection.heardAt = env.now()
        if (!budgets.take(connection.budget, connection.heardAt)) {
          const { retryMs } = budgets
          drop(connection.id, failure('rateLimited', 'Too many frames at once. Wait, then come back.', retryMs))
          return
        }
        if (typeof data !== 'string') {
          socket.send(binaryRefused)
          return
        }
        const decoded = codec.decodeUp(data)
        if ('failure' in decoded) socket.send(encode({ t: 'failure', failure: decoded.failure }))
        else connection.session.tell('frame', decoded.frame)
      },
      pong(socket) {
        socket.data.heardAt = env.now()
      },
      close(socket) {
        links.delete(socket.data.id)
        socket.data.session.tell('closed', null)
      },
    },
    upgrade(request, server) {
      const origin = request.headers.get('origin')
      if (origin !== null && !options.isAllowedOrigin(origin, request.headers.get('host') ?? ''))
        return Response.json(failure('forbidden', 'Pages of this origin may not connect.'), { status: 403 })
      if (refusing !== null) return Response.json(refusing, { status: failures[refusing.code].status })
      const data = connection(options.addressOf(request, server.requestIP(request)?.address ?? null))
      if (server.upgrade(request, { data })) return undefined
      return Response.json(failure('invalid', 'This address speaks WebSocket only.'), { status: 426 })
    },
    connection,
    link: (connection) => links.get(connection) ?? null,
    bill(connection, user) {
      const link = links.get(connection)
      if (link !== undefined) link.socket.data.budget = budgets.ofAccount(user, env.now())
    },
    drop,
    turnAway: (why) => turnAway(why),
    welcome() {
      refusing = null
    },
    async closeAll() {
      stopSweep()
      await turnAway(stopping)
    },
    count: () => links.size,
  }
}

class SocketLink implements Link {
  constructor(
    readonly socket: Socket,
    private readonly onSubscribe: (topic: Topic) => void,
  ) {}
  send(text: string): void {
    this.socket.send(text)
  }
  subscribe(topic: Topic): void {
    this.socket.subscribe(topic)
    this.onSubscribe(topic)
  }
  unsubscribe(topic: Topic): void {
    this.socket.unsubscribe(topic)
  }
  isSubscribed(topic: Topic): boolean {
    return this.socket.isSubscribed(topic)
  }
  cork(run: () => void): void {
    this.socket.cork(run)
  }
  publish(topic: Topic, text: string): void {
    this.socket.publish(topic, text)
  }
  close(code: number, reason: string): void {
    this.socket.close(code, reason.slice(0, reasonCharsMax))
  }
}

/** Compiled checks, about 20 ns for a frame; each is compiled when its first frame comes, so that the start is short. */
function compile<Schema extends TSchema>(schema: Schema): (value: unknown) => value is Static<Schema> {
  let check: TypeCheck<Schema> | null = null
  return (value): value is Static<Schema> => (check ??= TypeCompiler.Compile(schema)).Check(value)
}

/** One for all that serve in this process: a check is compiled once. */
const codec = createCodec(compile)
const stopping = failure('unavailable', 'The server is restarting.', 1_000)
const binaryRefused = encode({ t: 'failure', failure: failure('invalid', 'Frames are JSON text, not bytes.') })
