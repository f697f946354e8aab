/**
 * The server: one raw `Bun.serve` with REST under /api, health beside it, the realtime protocol at /ws, and the web client
 * everywhere else.
 *
 *     process ─▶ serve(config) ─▶ compose ─▶ listening ─▶ … ─▶ SIGTERM ─▶ sockets told, mailboxes drained, log flushed
 *
 * It owns the process: standard output says where it listens, standard error is the journal, a signal ends it in order.
 */
import type { Server } from 'bun'
import { hostname } from 'node:os'
import { realEnv } from '@parley/actors'
import { bootId } from './bootId.ts'
import { embedded, notListening } from './compose.ts'
import type { Composition, World } from './composition.ts'
import type { Config } from './config.ts'
import type { Connection } from './http/socket.ts'
import { createWebFiles, type WebFiles } from './http/webFiles.ts'
import { createJournal } from './journal.ts'
import { secureRandom } from './random.ts'
import { answerWhileStarting } from './starting.ts'

export interface Running {
  readonly url: string
  /** Tells everybody, handles what is queued, flushes the log; at most `stopMs` long. */
  stop(): Promise<void>
}

/** The routes themselves refuse more than 64 KiB, in words; far beyond it the connection is cut. */
const bodyBytesMax = 1_048_576

/** The folder of the built web client, when somebody first wants it; `null` for a server without one. */
export type WebFolder = (() => Promise<string>) | null

/** Settles when the server listens and has caught up. Throws a `FailureError` that says what to change. */
export async function serve(config: Config, webFolder: WebFolder = null): Promise<Running> {
  const env = { ...realEnv, random: secureRandom }
  const journal = createJournal((line) => process.stderr.write(line), config.log, env.now)
  let server: Server<Connection> | null = null
  const composition = await opened(config, {
    env,
    journal,
    boot: bootId(),
    hostName: hostname(),
    sha256: (text) => new Bun.CryptoHasher('sha256').update(text).digest(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    publish: (topic, text) => void server?.publish(topic, text),
    subscribers: (topic) => server?.subscriberCount(topic) ?? 0,
  })
  const onDefect = (error: unknown): void => journal.error('web', error)
  const web = webFolder === null ? null : createWebFiles({ folder: webFolder, onDefect })
  try {
    server = listen(config, composition, web)
  } catch (error) {
    await composition.sockets.closeAll()
    await composition.close(0)
    throw notListening(config.host, config.port, error)
  }
  const running = server
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${running.port}`
  journal.info('listening', { url })

  return {
    url,
    async stop() {
      journal.info('stopping')
      const stopped = running.stop()
      await composition.sockets.closeAll()
      const cutOff = await composition.close(config.stopMs)
      if (cutOff.length > 0) journal.warn('cutOff', { actors: cutOff.slice(0, 20).join(' '), count: cutOff.length })
      await Promise.race([stopped, new Promise<void>((resolve) => env.after(500, resolve))])
      await running.stop(true)
      journal.info('stopped')
    },
  }
}

/** Settles when it has caught up. */
async function opened(config: Config, world: World): Promise<Composition> {
  if (config.nats.length === 0) {
    const composition = await embedded(config, world)
    await composition.caughtUp
    return composition
  }
  const { clustered } = await import('./clustered.ts')
  // Only on a port that it knows can anybody watch a node that starts.
  const starting = config.port === 0 ? null : answerWhileStarting(config)
  try {
    const composition = await clustered(config, world, (lag) => starting?.setLag(lag))
    await composition.caughtUp
    return composition
  } finally {
    await starting?.stop()
  }
}

function listen({ host, port }: Config, { api, sockets }: Composition, web: WebFiles | null): Server<Connection> {
  const addressOf = (server: Server<Connection>) => (request: Request) => server.requestIP(request)?.address ?? null
  const answer = (request: Request, server: Server<Connection>): Promise<Response> =>
    api.fetch(request, addressOf(server))
  return Bun.serve<Connection>({
    hostname: host,
    port,
    reusePort: false,
    idleTimeout: 30,
    maxRequestBodySize: bodyBytesMax,
    routes: {
      '/ws': (request: Request, server: Server<Connection>) => sockets.upgrade(request, server),
      '/api': answer,
      '/api/*': answer,
      '/healthz': answer,
      '/readyz': answer,
      '/*': web === null ? answer : (request: Request) => web.fetch(request),
    },
    websocket: sockets.handler,
  })
}

/** A runner passes Ctrl-C on to a program that has heard it already: within this time it is the same one. */
const sameSignalMs = 1_000
/** Somebody did not want to wait for an orderly stop. */
const exitImpatient = 130

/** Runs until a signal. Prints `{"event":"listening","url":…}` on standard output. Answers the exit code. */
export async function run(
  config: Config,
  onListening: (url: string) => void,
  webFolder: WebFolder = null,
): Promise<number> {
  const running = await serve(config, webFolder)
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: running.url })}\n`)
  onListening(running.url)
  const { promise: signalled, resolve } = Promise.withResolvers<void>()
  let signalledAt: number | null = null
  const onSignal = (): void => {
    const now = Date.now()
    signalledAt ??= now
    resolve()
    if (now - signalledAt > sameSignalMs) process.exit(exitImpatient)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  await signalled
  await running.stop()
  return 0
}
