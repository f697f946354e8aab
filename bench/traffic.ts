/** Room and pairs: what a message costs the server when many listen, and when few do. Each beside a bare server. */
import { closedLoop, connect, createChat, inParallel, newId, quantile, type Account, type Peer } from './driver.ts'
import type { Measured } from './process.ts'

export interface Traffic {
  readonly cpuUsPerDelivery: number
  readonly cpuUsPerMessage: number
  readonly deliveriesPerSecond: number
  readonly messagesPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const seconds = 8
const text = 'x'.repeat(100)

/** One chat of 200, ten of them sending, four messages of each under way; they are spread over the servers given. */
export async function room(
  servers: readonly [Measured, ...Measured[]],
  people: readonly Account[] | null,
): Promise<Traffic> {
  const [first] = servers
  const size = 200
  const chat =
    people === null || people[0] === undefined
      ? newId()
      : await createChat(first.url, people[0], {
          type: 'group',
          title: 'room',
          members: people.slice(1, size).map(({ id }) => id),
        })
  const peers = await inParallel(size, 20, (place) =>
    connect((servers[place % servers.length] ?? first).url, { token: people?.[place]?.token ?? '', chats: [chat] }),
  )
  const senders = peers.slice(0, 10).map((peer) => ({ peer, chat }))
  return measure(servers, { senders, listeners: peers.slice(10), inFlight: 4 }, peers)
}

/** A hundred private chats in which one side writes and waits for its own words. */
export async function pairs(server: Measured, people: readonly Account[] | null): Promise<Traffic> {
  const chats = await inParallel(100, 8, async (place) => {
    const [one, other] = [people?.[place * 2], people?.[place * 2 + 1]]
    return one === undefined || other === undefined
      ? newId()
      : createChat(server.url, one, { type: 'private', members: [other.id] })
  })
  const peers = await inParallel(200, 20, (place) =>
    connect(server.url, { token: people?.[place]?.token ?? '', chats: [chats[Math.floor(place / 2)]] }),
  )
  const senders = chats.flatMap((chat, place) => {
    const peer = peers[place * 2]
    return peer === undefined ? [] : [{ peer, chat }]
  })
  const listeners = peers.filter((_, place) => place % 2 === 1)
  return measure([server], { senders, listeners, inFlight: 1 }, peers)
}

async function measure(
  servers: readonly Measured[],
  load: {
    readonly senders: readonly { readonly peer: Peer; readonly chat: string }[]
    readonly listeners: readonly Peer[]
    readonly inFlight: number
  },
  peers: readonly Peer[],
): Promise<Traffic> {
  const used = (): number => servers.reduce((sum, server) => sum + server.cpuUs(), 0)
  let cpuUs = 0
  const result = await closedLoop({
    ...load,
    text,
    seconds,
    onMeasure(phase) {
      cpuUs = phase === 'begin' ? used() : used() - cpuUs
    },
  })
  for (const { socket } of peers) socket.close()
  return {
    cpuUsPerDelivery: cpuUs / result.deliveries,
    cpuUsPerMessage: cpuUs / result.messages,
    deliveriesPerSecond: result.deliveries / result.seconds,
    messagesPerSecond: result.messages / result.seconds,
    p50Ms: quantile(result.latenciesMs, 0.5),
    p99Ms: quantile(result.latenciesMs, 0.99),
  }
}
