/** Stands before a server and counts the sockets that are open through it. Bytes go through as they are. */
import type { Socket } from 'bun'

export interface CountingProxy {
  readonly url: string
  /** Web sockets that are open now. */
  readonly sockets: number
  close(): void
}

interface Side {
  other: Socket<Side> | null
  /** What came before the other side was there, or while it was full. */
  readonly held: Uint8Array[]
  isEnded: boolean
}

const newSide = (other: Socket<Side> | null): Side => ({ other, held: [], isEnded: false })
const isUpgrade = (bytes: Uint8Array): boolean =>
  /^GET \/ws\b[\s\S]*\r\nupgrade: websocket/i.test(Buffer.from(bytes).toString('latin1'))

export function startCountingProxy(port: number): CountingProxy {
  const open = new Set<Socket<Side>>()

  function pass(from: Side, bytes: Uint8Array): void {
    from.held.push(Uint8Array.from(bytes))
    drain(from)
  }
  /** Sends what is held, as far as the other side takes it. */
  function drain(from: Side): void {
    const { other, held } = from
    if (other === null) return
    for (let next = held.shift(); next !== undefined; next = held.shift()) {
      const written = other.write(next)
      if (written >= next.byteLength) continue
      held.unshift(next.subarray(Math.max(0, written)))
      return
    }
    if (from.isEnded) other.end()
  }
  function end(socket: Socket<Side>): void {
    open.delete(socket)
    socket.data.isEnded = true
    drain(socket.data)
  }

  const listener = Bun.listen<Side>({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open(client) {
        client.data = newSide(null)
        Bun.connect<Side>({
          hostname: '127.0.0.1',
          port,
          data: newSide(client),
          socket: {
            open(server) {
              client.data.other = server
              drain(client.data)
            },
            data: (server, bytes) => pass(server.data, bytes),
            drain: () => drain(client.data),
            close: end,
          },
        }).catch(() => client.end())
      },
      data(client, bytes) {
        if (isUpgrade(bytes)) open.add(client)
        pass(client.data, bytes)
      },
      drain: (client) => (client.data.other === null ? undefined : drain(client.data.other.data)),
      close: end,
    },
  })
  return {
    url: `http://127.0.0.1:${listener.port}`,
    get sockets() {
      return open.size
    },
    close: () => listener.stop(true),
  }
}
