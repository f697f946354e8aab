/**
 * One authenticated socket to the server: frames in order, questions with their answers, a heartbeat, and a token that is
 * renewed in time. It does not come back by itself: its end is an error that says why, and the follower decides.
 */
import {
  type Answer,
  type ChatId,
  type Codec,
  type Cursors,
  createCodec,
  type DownFrame,
  type DownFrames,
  encode,
  interpreted,
  limits,
  protocolVersion,
  protocolVersionMin,
  type Query,
  type UpFrame,
  type WireCursors,
} from '@parley/protocol'
import type { Login } from './connect.ts'
import { CliError } from './exit.ts'
import { clientName } from './version.ts'
import type { World } from './world.ts'

export interface Talk {
  readonly codec: Codec
  readonly welcome: DownFrames['welcome']
  send(frame: UpFrame): void
  /** Throws what the server refuses, as a `CliError`. */
  ask(query: Query): Promise<Answer>
  /** Everything but answers. Ends only by throwing why the socket ended; `unavailable` where nothing was said. */
  frames(): AsyncIterable<DownFrame>
  close(): void
}

export interface TalkOptions {
  readonly cursors?: Cursors
  /** Follow only these chats. */
  readonly chats?: readonly ChatId[]
}

const openTimeoutMs = 15_000
/** Frames that wait for a slow reader of ours. Beyond it the socket is closed, and the cursors bring us back. */
const framesMax = 10_000
const renewBeforeMs = 60_000
const timerMsMax = 2_000_000_000

export async function openTalk(login: Login, world: World, options: TalkOptions): Promise<Talk> {
  const { token } = await login.tokens()
  const { server } = login.profile
  const codec = createCodec(interpreted)
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/ws`)
  const queue: DownFrame[] = []
  const questions = new Map<number, { resolve(answer: Answer): void; reject(error: CliError): void }>()
  const welcomed = Promise.withResolvers<DownFrames['welcome']>()
  let wake = Promise.withResolvers<void>()
  let ended: CliError | null = null
  let said: CliError | null = null
  let heardAt = world.now()
  let nextQuestion = 1
  let renewal: Timer | undefined

  const send = (frame: UpFrame): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encode(frame))
  }
  const end = (error: CliError): void => {
    if (ended !== null) return
    ended = error
    clearInterval(heartbeat)
    clearTimeout(renewal)
    clearTimeout(patience)
    // Without waiting for the other side's goodbye, which may never come.
    socket.terminate()
    welcomed.reject(error)
    for (const question of questions.values()) question.reject(error)
    questions.clear()
    wake.resolve()
  }
  const patience = setTimeout(
    () => end(new CliError('timeout', `${server} did not open a connection in time.`)),
    openTimeoutMs,
  )
  const heartbeat = setInterval(() => {
    if (world.now() - heardAt > 2 * limits.heartbeatMs) end(new CliError('unavailable', `${server} has gone quiet.`))
    else send({ t: 'ping' })
  }, limits.heartbeatMs)
  const renewLater = (expiresAt: number, now: number): void => {
    clearTimeout(renewal)
    renewal = setTimeout(
      () => {
        login.renew().then(
          ({ token }) => send({ t: 'renew', token }),
          // The server ends the socket when the token ends, and says so.
          () => undefined,
        )
      },
      Math.min(Math.max(1_000, expiresAt - now - renewBeforeMs), timerMsMax),
    )
  }

  const receive = (frame: DownFrame): void => {
    switch (frame.t) {
      case 'welcome':
        clearTimeout(patience)
        renewLater(frame.expiresAt, frame.now)
        welcomed.resolve(frame)
        return
      case 'renewed':
        renewLater(frame.expiresAt, world.now())
        return
      case 'answer':
        questions.get(frame.id)?.resolve(frame.answer)
        questions.delete(frame.id)
        return
      case 'refused':
        questions.get(frame.id)?.reject(toError(frame.failure))
        questions.delete(frame.id)
        return
      case 'failure':
        said = toError(frame.failure)
        break
      case 'pong':
      case 'settings':
      case 'set':
        return
      case 'chats':
      case 'entries':
      case 'gone':
      case 'ready':
      case 'rejected':
      case 'marks':
      case 'unread':
      case 'typing':
      case 'presence':
      case 'contact':
        break
    }
    queue.push(frame)
    if (queue.length > framesMax) end(new CliError('unavailable', 'More came than could be read.'))
    wake.resolve()
  }

  socket.addEventListener('open', () =>
    send({
      t: 'hello',
      versions: [protocolVersionMin, protocolVersion],
      token,
      client: clientName,
      ...(options.cursors === undefined ? {} : { cursors: toWire(options.cursors) }),
      ...(options.chats === undefined ? {} : { chats: [...options.chats] }),
    }),
  )
  socket.addEventListener('message', ({ data }) => {
    heardAt = world.now()
    const decoded = typeof data === 'string' ? codec.decodeDown(data) : { failure: null }
    // A frame of a kind that is not known here is skipped.
    if ('frame' in decoded) receive(decoded.frame)
  })
  socket.addEventListener('close', ({ reason }) =>
    end(said ?? new CliError('unavailable', reason === '' ? `${server} cannot be reached.` : reason)),
  )

  return {
    codec,
    welcome: await welcomed.promise,
    send,
    ask: (query) => {
      if (ended !== null) return Promise.reject(ended)
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      const id = nextQuestion++
      questions.set(id, { resolve, reject })
      send({ t: 'ask', id, query })
      return promise
    },
    frames: async function* () {
      for (;;) {
        const frame = queue.shift()
        if (frame !== undefined) yield frame
        else if (ended !== null) throw ended
        else {
          wake = Promise.withResolvers<void>()
          await wake.promise
        }
      }
    },
    close: () => end(new CliError('interrupted', 'The connection was closed.')),
  }
}

const toError = ({ code, message, retryMs }: { code: string; message: string; retryMs?: number }): CliError =>
  new CliError(code, message, retryMs)

function toWire(cursors: Cursors): WireCursors {
  const wire: WireCursors = {}
  for (const [chat, { epoch, seq }] of cursors) (wire[epoch] ??= {})[chat] = seq
  return wire
}
