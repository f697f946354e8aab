/**
 * The network between devices and the nodes, each with native topics like Bun's. Frames take time and keep their order; a
 * line may be cut, which drops what is under way on it, or fall silent, which nobody is told. A dial reaches any node that
 * listens, whichever was the last.
 */
import type { Topic } from '../server/feed/hub.ts'
import type { Transport } from '@parley/protocol/client'
import type { Sockets } from '../server/http/socket.ts'
import { Line } from './line.ts'
import type { Options } from './options.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** A node that listens. */
export interface Host {
  readonly process: Process
  readonly sockets: Pick<Sockets, 'handler' | 'connection'>
  /** Clients do not get through to it. */
  readonly isCut: boolean
  readonly topics: Map<string, Set<Line>>
}

/** Hears what the server says before it is on its way. */
export interface Wiretap {
  /** To a topic, once whatever the number of its subscribers. */
  published(text: string): void
  /** To one of those subscribers. */
  told(device: string, text: string): void
  sent(device: string, text: string): void
}

/** One device's side of it. */
export interface Port {
  readonly name: string
  readonly isSlow: boolean
  /** Nobody gets through while it is `false`. */
  isUp: boolean
  readonly transport: (process: Process) => Transport
}

export interface Network {
  /** Those that listen. */
  readonly hosts: Set<Host>
  readonly lines: ReadonlySet<Line>
  port(name: string, isSlow: boolean): Port
  publish(host: Host, topic: Topic, text: string): void
  linesOf(name: string): readonly Line[]
  linesTo(host: Host): readonly Line[]
}

export interface Air {
  readonly world: World
  readonly options: Options
  readonly tap: Wiretap
  readonly keepsTopics: boolean
  latency(): number
  over(line: Line): void
}

const abnormalClose = 1006

export function createNetwork(world: World, options: Options, tap: Wiretap, keepsTopics: boolean): Network {
  const hosts = new Set<Host>()
  const lines = new Set<Line>()
  const lastOf = new Map<string, Host>()
  const latency = (): number => world.between(1, options.latencyMsMax)
  const air: Air = {
    world,
    options,
    tap,
    keepsTopics,
    latency,
    over: (line) => void lines.delete(line),
  }

  const network: Network = {
    hosts,
    lines,
    port(name, isSlow) {
      const port: Port = {
        name,
        isSlow,
        isUp: true,
        transport: (process) => (_url, handlers) => {
          const line = new Line(air, port, process, handlers)
          lines.add(line)
          world.after(latency(), () => {
            const host = world.pick([...hosts])
            if (port.isUp && host?.process.isAlive === true && !host.isCut) {
              const last = lastOf.get(name)
              if (last !== undefined && last !== host && last.process.isAlive)
                world.reach('client came to another node')
              lastOf.set(name, host)
              line.arrive(host)
            } else {
              world.reach('dial failed')
              line.endClient(abnormalClose, '')
              lines.delete(line)
            }
          })
          return { send: (text) => line.up(text), close: (code = 1000) => line.leave(code) }
        },
      }
      return port
    },
    publish(host, topic, text) {
      tap.published(text)
      for (const line of host.topics.get(topic) ?? []) {
        tap.told(line.port.name, text)
        line.down(text)
      }
    },
    linesOf: (name) => [...lines].filter((line) => line.port.name === name),
    linesTo: (host) => [...lines].filter((line) => line.host === host),
  }
  return network
}
