/**
 * The connection to the NATS servers. It reconnects for ever: a client of NATS that gave up would leave a node deaf until
 * somebody restarts it. Half-open connections are found within 6 seconds, before an election is over.
 */
import { failure, FailureError } from '@parley/protocol'
import { connect, type NatsConnection } from '@nats-io/transport-node'

const pingMs = 2_000
const pingsOutMax = 2
const connectMs = 5_000
const retryMs = 250

/** `servers`: `nats://[user:password@ or token@]host:port`; credentials of the first count. `name` is shown by the servers. */
export async function connectNats(
  servers: readonly string[],
  name: string,
  /** `noEcho`: what this connection sends does not come back to it. */
  { noEcho = false }: { readonly noEcho?: boolean } = {},
): Promise<NatsConnection> {
  const urls = servers.map(parse)
  const { username = '', password = '' } = urls[0] ?? {}
  const credentials =
    username === ''
      ? {}
      : password === ''
        ? { token: decodeURIComponent(username) }
        : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  try {
    return await connect({
      ...credentials,
      servers: urls.map((url) => `${url.protocol}//${url.host}`),
      name,
      noEcho,
      reconnect: true,
      maxReconnectAttempts: -1,
      // A password may be changed on the servers before it is here: without this the second refusal would be the last try.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: retryMs,
      reconnectJitter: retryMs,
      reconnectJitterTLS: retryMs,
      pingInterval: pingMs,
      maxPingOut: pingsOutMax,
      timeout: connectMs,
      // They cost an error object for each publish.
      noAsyncTraces: true,
    })
  } catch (cause) {
    const where = urls.map((url) => url.host).join(', ')
    const message = `No NATS server answers at ${where}. Is it running, and may this node log in there?`
    throw new FailureError(failure('unavailable', message), { cause })
  }
}

function parse(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : null
  if (url === null || !/^(nats|tls|wss?):$/.test(url.protocol))
    throw new FailureError(
      failure('invalid', `A NATS server is named like nats://host:4222. This is no such name: ${server}`),
    )
  return url
}
