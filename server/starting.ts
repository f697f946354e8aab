/**
 * A node of a cluster that starts may have a million entries to take in. Until it can work, whoever watches it hears that the
 * process runs and how far it is, and everybody else that they should come back.
 */
import { failure } from '@parley/protocol'
import { notListening } from './compose.ts'
import type { Config } from './config.ts'
import { version } from './version.ts'

export interface Starting {
  /** Asked for each `/readyz`. */
  setLag(lag: () => Promise<number | null>): void
  /** The address is free again. */
  stop(): Promise<void>
}

/** A leader that is being chosen answers nobody. */
const lagMs = 1_000
const come = failure('unavailable', 'The server is starting. Come back in a moment.', 1_000)

/** Throws where the address cannot be listened on. */
export function answerWhileStarting({ host, port }: Pick<Config, 'host' | 'port'>): Starting {
  let lagOf = async (): Promise<number | null> => null
  const readiness = async (): Promise<Response> => {
    const lag = await Promise.race([lagOf(), Bun.sleep(lagMs).then(() => null)])
    return Response.json({ ready: false, ...(lag === null ? {} : { lag }) }, { status: 503 })
  }
  const listen = () =>
    Bun.serve({
      hostname: host,
      port,
      reusePort: false,
      routes: {
        '/healthz': () => Response.json({ ok: true, version }),
        '/readyz': readiness,
        '/*': () => Response.json(come, { status: 503 }),
      },
    })
  let server: ReturnType<typeof listen>
  try {
    server = listen()
  } catch (error) {
    throw notListening(host, port, error)
  }
  return {
    setLag(lag) {
      lagOf = lag
    },
    stop: () => server.stop(true),
  }
}
