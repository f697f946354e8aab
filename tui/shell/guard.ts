/** Runs a program that holds the terminal, so that whatever ends it gives the terminal back first and is told by the exit code. */
import { writeSync } from 'node:fs'

/** An error that nobody caught. */
const exitCrashed = 70
/** After this long, what does not end in order is left behind. */
const closeMs = 2_000

export interface GuardPorts {
  /** Runs `run` once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Gives the terminal back. Called before anything is printed, and perhaps more than once. */
  restore(): void
  /** Another program has the terminal, and Ctrl-C is meant for that one. */
  isLent(): boolean
}

/**
 * Resolves with the exit code: what `run` returned; 70 after an error, which is printed; 129, 130 or 143 after SIGHUP, SIGINT or
 * SIGTERM. `stop` tells `run` to end in order, for which it has `closeMs`; a second signal ends that wait. Never rejects, and
 * never ends the process: the caller does, once everything is written.
 */
export async function guarded(ports: GuardPorts, run: (stop: AbortSignal) => Promise<number>): Promise<number> {
  const stopping = new AbortController()
  const ended = Promise.withResolvers<number>()
  let code: number | null = null
  const timers: (() => void)[] = []

  const end = (with_: number): void => {
    ports.restore()
    if (code !== null) return ended.resolve(code)
    code = with_
    timers.push(ports.after(closeMs, () => ended.resolve(code ?? with_)))
    stopping.abort()
  }
  const crash = (error: unknown): void => {
    ports.restore()
    if (code !== exitCrashed) print(error)
    if (code === null) end(exitCrashed)
    else code = exitCrashed
  }
  const onInterrupt = (): void => (ports.isLent() ? undefined : end(130))
  const onTerminate = (): void => end(143)
  // A terminal that takes nothing more has been hung up.
  const onHangUp = (): void => end(129)
  const onSilence = (): undefined => undefined

  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  process.on('SIGHUP', onHangUp)
  ports.stdout.on('error', onHangUp)
  ports.stderr.on('error', onSilence)
  try {
    const running = run(stopping.signal).catch((error: unknown) => {
      crash(error)
      return exitCrashed
    })
    return await Promise.race([running.then((returned) => code ?? returned), ended.promise])
  } finally {
    for (const cancel of timers) cancel()
    ports.restore()
    process.off('uncaughtException', crash)
    process.off('unhandledRejection', crash)
    process.off('SIGINT', onInterrupt)
    process.off('SIGTERM', onTerminate)
    process.off('SIGHUP', onHangUp)
    ports.stdout.off('error', onHangUp)
  }
}

/** An error may quote what a stranger sent, so nothing of it may steer the terminal. */
function print(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const named = error instanceof Error && !text.includes(error.message) ? `${error.message}\n${text}` : text
  try {
    writeSync(2, `${named.replace(/(?![\n\t])\p{Cc}/gu, '')}\n`)
  } catch {
    // There is nobody left to tell.
  }
}
