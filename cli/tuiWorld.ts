/** What the terminal client takes from outside, as this program has it. */
import { webSocketTransport } from '@parley/protocol/client'
import type { TuiWorld } from '@parley/tui/world'
import { createHome } from './home.ts'
import type { ProfileOptions } from './profile.ts'
import type { World } from './world.ts'

/** Of a request, such as a renewal or a search. */
const requestTimeoutMs = 15_000

export function tuiWorld(world: World, options: ProfileOptions): TuiWorld {
  const request: typeof fetch = Object.assign(
    (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.timeout(requestTimeoutMs) }),
    { preconnect: fetch.preconnect },
  )
  return {
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
  }
}
