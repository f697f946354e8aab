/**
 * One socket at a time, kept up.
 *
 *     stopped ── start ──▶ connecting ── hello, welcome … ready ──▶ online
 *        ▲                     │  ▲                                   │
 *        └── never again ──────┤  └── backoff ── offline ◀────────────┘
 *
 * It renews the access token before it ends, finds a dead line by its silence, comes back by itself after every end that the
 * failure table calls temporary, and stops where the user must do something first.
 */
import { type Codec, encode } from '../codec.ts'
import { type Failure, failure, failures, reconnects } from '../failure.ts'
import type { DownFrame, DownFrames, UpFrame, UpFrames } from '../frame.ts'
import { limits } from '../limits.ts'
import { negotiate } from '../version.ts'
import { backoffMs } from './backoff.ts'
import type { ClientEnv } from './env.ts'
import type { ConnectionState } from './events.ts'
import type { Transport, TransportLink } from './transport.ts'
import { toFailure } from './writer.ts'

/** Where access tokens come from. Both throw a `FailureError`; one that no retry mends stops the client. */
export interface Tokens {
  current(): Promise<string>
  refresh(): Promise<string>
}

export interface ConnectionPorts {
  readonly url: string
  readonly transport: Transport
  readonly env: ClientEnv
  readonly tokens: Tokens
  readonly codec: Codec
  readonly hello: (token: string) => UpFrames['hello']
  /** Every frame but those that concern the connection alone. */
  readonly onFrame: (frame: DownFrame) => void
  readonly onState: (state: ConnectionState) => void
}

export interface Connection {
  readonly state: ConnectionState
  /** Also tries at once where it waits. */
  start(): void
  /** `why` is for the state. */
  stop(why?: Failure): void
  /** Comes back with another hello. */
  restart(): void
  /** Nothing is sent before the server is ready. */
  send(frame: UpFrame): void
}

/** From the first try of a socket to `ready`; every frame that comes starts it again. */
export const connectTimeoutMs = 15_000
/** A connection that lasted this long ends the backoff. */
export const stableMs = 10_000
/** A token is renewed this long before it ends, or in the last fifth of its life. */
const renewBeforeMs = 60_000
const renewRetryMs = 5_000
/** Timers of 2^31 ms and more fire at once. */
const timerMsMax = 86_400_000

interface Line {
  readonly startedAt: number
  link: TransportLink | null
  isWelcome: boolean
  isHeard: boolean
  lastFailure: Failure | null
  timer: () => void
  renewal: () => void
}

const nothing = (): void => undefined

export function createConnection(ports: ConnectionPorts): Connection {
  const { env, tokens, codec } = ports
  let state: ConnectionState = { type: 'stopped', why: null }
  let line: Line | null = null
  let cancelRetry = nothing
  let attempts = 0
  let isRefreshDue = false

  function change(next: ConnectionState): void {
    state = next
    ports.onState(next)
  }

  function open(): void {
    cancelRetry()
    const mine: Line = {
      startedAt: env.now(),
      link: null,
      isWelcome: false,
      isHeard: false,
      lastFailure: null,
      timer: nothing,
      renewal: nothing,
    }
    line = mine
    expect(mine)
    change({ type: 'connecting' })
    if (line !== mine) return
    const token = isRefreshDue ? tokens.refresh() : tokens.current()
    void useToken(mine, token)
  }

  async function useToken(mine: Line, token: Promise<string>): Promise<void> {
    try {
      const text = await token
      isRefreshDue = false
      if (line === mine) dial(mine, text)
    } catch (error) {
      if (line !== mine) return
      const why = toFailure(error)
      end(mine, why, failures[why.code].retry === 'never')
    }
  }

  function dial(mine: Line, token: string): void {
    expect(mine)
    mine.link = ports.transport(ports.url, {
      onOpen: () => {
        if (line === mine) write(mine, ports.hello(token))
      },
      onText: (text) => {
        if (line === mine) hear(mine, text)
      },
      onClose: (code, reason) => {
        if (line === mine) closed(mine, code, reason)
      },
    })
    // Closed before it was there.
    if (line !== mine) mine.link.close()
  }

  const write = (mine: Line, frame: UpFrame): void => mine.link?.send(encode(frame))

  /** Before `ready` a line must go on saying something. */
  function expect(mine: Line): void {
    mine.timer()
    mine.timer = env.after(connectTimeoutMs, () =>
      drop(mine, failure('timeout', `The server did not answer within ${connectTimeoutMs / 1_000} seconds.`)),
    )
  }

  /** Says something every `heartbeatMs`; a line that said nothing since the last time is dead. */
  function beat(mine: Line): void {
    mine.timer()
    mine.isHeard = false
    write(mine, { t: 'ping' })
    mine.timer = env.after(limits.heartbeatMs, () => {
      if (mine.isHeard) beat(mine)
      else drop(mine, failure('timeout', 'The server fell silent.'))
    })
  }

  function hear(mine: Line, text: string): void {
    mine.isHeard = true
    if (state.type === 'connecting') expect(mine)
    const decoded = codec.decodeDown(text)
    if ('failure' in decoded) {
      // A kind that only newer clients know is theirs; one that is broken leaves a hole, which is found by its seq.
      if (decoded.failure.code !== 'unsupported') ports.onFrame({ t: 'failure', failure: decoded.failure })
      return
    }
    const { frame } = decoded
    switch (frame.t) {
      case 'welcome':
        welcome(mine, frame)
        return
      case 'renewed':
        renewBefore(mine, frame.expiresAt)
        return
      case 'failure':
        mine.lastFailure = frame.failure
        if (state.type === 'online') ports.onFrame(frame)
        return
      case 'ready':
        if (!mine.isWelcome) return
        mine.timer()
        mine.timer = env.after(limits.heartbeatMs, () => beat(mine))
        change({ type: 'online' })
        // A listener may have stopped it.
        if (line === mine) ports.onFrame(frame)
        return
      case 'pong':
        return
      case 'chats':
      case 'entries':
      case 'gone':
      case 'rejected':
      case 'marks':
      case 'unread':
      case 'typing':
      case 'presence':
      case 'contact':
      case 'settings':
      case 'set':
      case 'answer':
      case 'refused':
        ports.onFrame(frame)
    }
  }

  let skewMs = 0
  function welcome(mine: Line, frame: DownFrames['welcome']): void {
    if (negotiate([frame.version, frame.version]) === null) {
      drop(mine, failure('unsupported', 'The server speaks a version of the protocol that this client does not.'), true)
      return
    }
    mine.isWelcome = true
    skewMs = frame.now - env.now()
    renewBefore(mine, frame.expiresAt)
    ports.onFrame(frame)
  }

  function renewBefore(mine: Line, expiresAt: number): void {
    const leftMs = expiresAt - skewMs - env.now()
    renewAfter(mine, Math.max(0, leftMs - Math.min(renewBeforeMs, leftMs / 5)))
  }

  function renewAfter(mine: Line, ms: number): void {
    mine.renewal()
    mine.renewal = env.after(Math.min(ms, timerMsMax), () => {
      if (ms > timerMsMax) {
        renewAfter(mine, ms - timerMsMax)
        return
      }
      void renew(mine)
    })
  }

  async function renew(mine: Line): Promise<void> {
    try {
      const token = await tokens.refresh()
      if (line === mine) write(mine, { t: 'renew', token })
    } catch (error) {
      if (line !== mine) return
      const why = toFailure(error)
      if (failures[why.code].retry === 'never') drop(mine, why, true)
      else renewAfter(mine, renewRetryMs)
    }
  }

  function closed(mine: Line, code: number, reason: string): void {
    const said = mine.lastFailure
    // Some networks lose the close code; before the welcome the failure alone decides as well.
    const closeOfFailure = said === null || mine.isWelcome ? null : failures[said.code].close
    const isFinal = !reconnects(code) || (closeOfFailure !== null && !reconnects(closeOfFailure))
    if (code === failures.expired.close || (!mine.isWelcome && said?.code === 'expired')) isRefreshDue = true
    const isSaid = said !== null && (failures[said.code].close === code || !mine.isWelcome)
    end(mine, isSaid ? said : failureOfClose(code, reason), isFinal)
  }

  function drop(mine: Line, why: Failure, isFinal = false): void {
    const { link } = mine
    end(mine, why, isFinal)
    link?.close()
  }

  function end(mine: Line, why: Failure, isFinal: boolean): void {
    mine.timer()
    mine.renewal()
    line = null
    if (isFinal) {
      change({ type: 'stopped', why })
      return
    }
    const wasStable = state.type === 'online' && env.now() - mine.startedAt >= stableMs
    if (wasStable) attempts = 0
    const delayMs = backoffMs(attempts, env.random(), why.retryMs)
    attempts++
    cancelRetry = env.after(delayMs, open)
    change({ type: 'offline', why, nextTryAt: env.now() + delayMs })
  }

  return {
    get state() {
      return state
    },
    start() {
      if (line === null) open()
    },
    stop(why) {
      cancelRetry()
      const mine = line
      line = null
      mine?.timer()
      mine?.renewal()
      mine?.link?.close(normalClose)
      if (state.type !== 'stopped') change({ type: 'stopped', why: why ?? null })
    },
    restart() {
      if (line !== null) drop(line, failure('unavailable', 'Starting over, because something was missed.'))
    },
    send(frame) {
      if (line !== null && state.type === 'online') write(line, frame)
    },
  }
}

const normalClose = 1000

function failureOfClose(code: number, reason: string): Failure {
  const said = reason === '' ? `The connection ended (${code}).` : reason
  switch (code) {
    case failures.unauthenticated.close:
      return failure('unauthenticated', said)
    case failures.revoked.close:
      return failure('revoked', said)
    case failures.unsupported.close:
      return failure('unsupported', said)
    case failures.tooLarge.close:
      return failure('tooLarge', said)
    case failures.expired.close:
      return failure('expired', said)
    case failures.rateLimited.close:
      return failure('rateLimited', said)
    case failures.overloaded.close:
      return failure('overloaded', said)
    default:
      return failure('unavailable', said)
  }
}
