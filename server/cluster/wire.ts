/**
 * The wire between nodes: subjects of NATS without JetStream, on a connection of its own. The servers cut the connection of
 * whoever reads too slowly; that must not be the one of the log. What is sent while there is no connection is dropped, not
 * kept: an old signal is worth nothing, and who asks must hear at once that nobody was asked.
 */
import type { MsgHdrs } from '@nats-io/transport-node'
import { connectNats } from './connection.ts'

/** A message as it came. */
export interface Arrival {
  /** What stands in the subject after the prefix that was subscribed to. */
  readonly rest: string
  readonly text: string
  /** Where an answer is expected. */
  readonly reply: string | null
  /** The servers say that nobody listens where this answer's question went. */
  readonly isNobody: boolean
}

export interface Wire {
  readonly isUp: boolean
  /** `run` is called when the connection is lost: what was under way on it will not come. */
  onDown(run: () => void): void
  /** At most once; what one sender sends comes in order. Never to this node itself. `false`: it was dropped. */
  send(subject: string, text: string, reply?: string): boolean
  /** `subject` may end in `.*` or `.>`; `onArrival` must not throw. */
  hear(subject: string, onArrival: (arrival: Arrival) => void): () => void
  /** Leaves the server that it is connected to for another one. */
  reconnect(): void
  close(): Promise<void>
}

/** Longer messages are dropped; `checks.ts` asks for four times as much of the servers. */
const wireCharsMax = 1_048_576

const nobodyStatus = 503

/** `onDefect` hears what the servers refuse, such as a subject that this node's user may not use. */
export async function openWire(
  servers: readonly string[],
  name: string,
  onDefect: (error: unknown) => void,
): Promise<Wire> {
  const nats = await connectNats(servers, `${name} signals`, { noEcho: true })
  let isUp = true
  const downs: (() => void)[] = []
  const down = (): void => {
    if (!isUp) return
    isUp = false
    for (const run of downs) run()
  }
  const watch = async (): Promise<void> => {
    for await (const status of nats.status()) {
      if (status.type === 'disconnect' || status.type === 'close') down()
      else if (status.type === 'reconnect') isUp = true
      else if (status.type === 'error') onDefect(status.error)
    }
  }
  void watch()
  return {
    get isUp() {
      return isUp
    },
    onDown: (run) => void downs.push(run),
    send(subject, text, reply) {
      if (!isUp || text.length > wireCharsMax) return false
      nats.publish(subject, text, reply === undefined ? {} : { reply })
      return true
    },
    hear(subject, onArrival) {
      const skip = subject.replace(/[*>]$/, '').length
      const subscription = nats.subscribe(subject, {
        callback(error, message) {
          if (error !== null) return onDefect(error)
          const isNobody = message.data.length === 0 && isNobodyStatus(message.headers)
          onArrival({
            rest: message.subject.slice(skip),
            text: message.string(),
            reply: message.reply ?? null,
            isNobody,
          })
        },
      })
      return () => subscription.unsubscribe()
    },
    reconnect: () => void nats.reconnect(),
    close() {
      down()
      return nats.close()
    },
  }
}

const isNobodyStatus = (headers: MsgHdrs | undefined): boolean => headers?.code === nobodyStatus
