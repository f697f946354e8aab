/** What an operator does to the stream of a cluster's log, over a connection of its own for each act. */
import { jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'

const timeoutMs = 2_000

/** Tells the stream's leader to let another server lead. */
export const stepDown = (servers: readonly string[], stream: string): Promise<void> =>
  withNats(servers, async (nats) => {
    await nats.request(`$JS.API.STREAM.LEADER.STEPDOWN.${stream}`, '', { timeout: timeoutMs })
  })

/** In bytes. */
export interface StreamSize {
  readonly used: number
  readonly max: number
}

export const sizeOf = (servers: readonly string[], stream: string): Promise<StreamSize> =>
  withNats(servers, async (nats) => {
    const { config, state } = await (await jetstreamManager(nats)).streams.info(stream)
    return { used: state.bytes, max: config.max_bytes }
  })

export const resize = (servers: readonly string[], stream: string, bytesMax: number): Promise<void> =>
  withNats(servers, async (nats) => {
    await (await jetstreamManager(nats)).streams.update(stream, { max_bytes: bytesMax })
  })

async function withNats<Answer>(
  servers: readonly string[],
  ask: (nats: NatsConnection) => Promise<Answer>,
): Promise<Answer> {
  const nats = await connect({ servers: [...servers], timeout: timeoutMs })
  try {
    return await ask(nats)
  } finally {
    await nats.close()
  }
}
