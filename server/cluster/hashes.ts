/**
 * What the nodes have in one place of a chat: each is asked for the hash of an entry in its own copy of the log, so that a
 * copy that was damaged is found (`scrub.ts`). Who does not answer in time has no say.
 */
import { type ChatId, isChatId } from '@parley/protocol'
import { parseJson } from './membership.ts'
import type { Peer } from './scrub.ts'
import type { Wire } from './wire.ts'

export interface HashesOptions {
  readonly self: string
  readonly cluster: string
  readonly wire: Wire
  readonly env: { after(ms: number, run: () => void): () => void }
  /** The other nodes that are there now. */
  others(): readonly string[]
}

export interface Hashes {
  /** From now on others are answered. `hashAt` is of this node's copy; `null` where it has no such entry. */
  answer(hashAt: (chat: ChatId, seq: number) => string | null): void
  ask(chat: ChatId, seq: number): Promise<readonly Peer[]>
  stop(): void
}

const waitMs = 2_000
const hashPattern = /^[0-9a-f]{64}$/

export function createHashes({ self, cluster, wire, env, others }: HashesOptions): Hashes {
  const inbox = `${cluster}.hashes.${self}`
  const waiting = new Map<string, (peer: Peer) => void>()
  let asked = 0
  let hashAt: ((chat: ChatId, seq: number) => string | null) | null = null

  const stops = [
    wire.hear(`${inbox}.*`, ({ rest, text }) => {
      const peer = parsePeer(text)
      if (peer !== null) waiting.get(rest)?.(peer)
    }),
    wire.hear(`${cluster}.hashAt`, ({ text, reply }) => {
      const place = parsePlace(text)
      if (place !== null && reply !== null && hashAt !== null)
        wire.send(reply, JSON.stringify({ node: self, hash: hashAt(place.chat, place.seq) }))
    }),
  ]

  return {
    answer(given) {
      hashAt = given
    },
    async ask(chat, seq) {
      const asking = new Set(others())
      const key = String(++asked)
      if (asking.size === 0 || !wire.send(`${cluster}.hashAt`, JSON.stringify({ chat, seq }), `${inbox}.${key}`))
        return []
      const found: Peer[] = []
      const { promise, resolve } = Promise.withResolvers<void>()
      const cancel = env.after(waitMs, resolve)
      waiting.set(key, (peer) => {
        if (asking.delete(peer.node)) found.push(peer)
        if (asking.size === 0) resolve()
      })
      await promise
      cancel()
      waiting.delete(key)
      return found
    },
    stop() {
      hashAt = null
      for (const stop of stops) stop()
    },
  }
}

function parsePlace(text: string): { readonly chat: ChatId; readonly seq: number } | null {
  const place = parseJson(text)
  if (typeof place !== 'object' || place === null || !('chat' in place) || !('seq' in place)) return null
  const { chat, seq } = place
  if (typeof chat !== 'string' || !isChatId(chat)) return null
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0 ? { chat, seq } : null
}

function parsePeer(text: string): Peer | null {
  const peer = parseJson(text)
  if (typeof peer !== 'object' || peer === null || !('node' in peer) || !('hash' in peer)) return null
  const { node, hash } = peer
  if (typeof node !== 'string') return null
  return hash === null || (typeof hash === 'string' && hashPattern.test(hash)) ? { node, hash } : null
}
