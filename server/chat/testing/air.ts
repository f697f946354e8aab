/** Links that remember what they were sent, and a `publish` that reaches those who subscribed: a transport without sockets. */
import { createCodec, type DownFrame, interpreted, type SessionId, type UserId } from '@parley/protocol'
import type { Link, Listener, Topic } from '../../feed/hub.ts'

const { decodeDown } = createCodec(interpreted)

export interface FakeLink extends Link {
  /** Everything that it heard, decoded, in order. */
  readonly heard: DownFrame[]
  readonly topics: ReadonlySet<Topic>
  /** How it was closed. */
  readonly closed: { readonly code: number; readonly reason: string }[]
}

interface Air {
  publish(topic: Topic, text: string): void
  link(): FakeLink
  listener(by: {
    readonly user: UserId
    readonly session: SessionId
    readonly only?: Listener['only']
  }): Listener & { readonly link: FakeLink }
}

export function createAir(): Air {
  const links = new Set<FakeLink>()
  const deliver = (topic: Topic, text: string, except: Link | null): void => {
    for (const link of links) if (link !== except && link.isSubscribed(topic)) link.send(text)
  }
  const link = (): FakeLink => {
    const topics = new Set<Topic>()
    const heard: DownFrame[] = []
    const closed: { readonly code: number; readonly reason: string }[] = []
    const made: FakeLink = {
      heard,
      topics,
      closed,
      send(text) {
        const decoded = decodeDown(text)
        if ('failure' in decoded) throw new Error(`No frame of the protocol: ${text}`)
        heard.push(decoded.frame)
      },
      subscribe: (topic) => void topics.add(topic),
      unsubscribe: (topic) => void topics.delete(topic),
      isSubscribed: (topic) => topics.has(topic),
      cork: (run) => run(),
      publish: (topic, text) => deliver(topic, text, made),
      close(code, reason) {
        closed.push({ code, reason })
        links.delete(made)
      },
    }
    links.add(made)
    return made
  }
  let made = 0
  return {
    publish: (topic, text) => deliver(topic, text, null),
    link,
    listener: ({ user, session, only = null }) => ({ connection: `link ${++made}`, link: link(), user, session, only }),
  }
}
