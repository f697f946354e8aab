/** `tui`: the terminal client, full screen or, with `--plain`, line by line. */
import { webSocketTransport } from '@parley/protocol/client'
import { runTui } from '@parley/tui'
import { createHome } from '../home.ts'
import type { Invocation } from '../invocation.ts'
import type { ProfileOptions } from '../profile.ts'
import { version } from '../version.ts'

export interface TuiOptions extends ProfileOptions {
  readonly plain?: boolean
}

/** Of a request, such as a renewal or a search. */
const requestTimeoutMs = 15_000

/** Resolves with the exit code. */
export async function tui({ world }: Invocation, options: TuiOptions): Promise<number> {
  const request: typeof fetch = Object.assign(
    (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.timeout(requestTimeoutMs) }),
    { preconnect: fetch.preconnect },
  )
  return runTui(
    {
      env: world.env,
      now: world.now,
      random: world.random,
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      fetch: request,
      transport: webSocketTransport((url) => new WebSocket(url)),
      home: createHome({ world, options, fetch: request }),
    },
    { isPlain: options.plain === true, clientName: `parley tui ${version} on ${process.platform}` },
  )
}
