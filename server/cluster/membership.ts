/**
 * Who is there: each node says so twice a second, and who is silent for two seconds is gone. What comes of it is a hint (see
 * `actors/placement.ts`): two nodes may disagree for a while, and a node that stood still may believe that it is there.
 *
 *     announce ──▶ alive … alive … alive ──▶ leaving           others: joined ──▶ there ──▶ left
 *                              └─ silence ─▶ probe ─▶ nobody listens ─▶ gone at once
 *                                                  └─ no answer ──────▶ gone after two seconds
 *
 * Silence is counted in ticks of this node's own timer, so a clock that jumps, or a pause of this node, buries nobody.
 */
import type { Wire } from './wire.ts'

export interface MembershipOptions {
  /** `<name>.<incarnation>`: a restart is a new member. */
  readonly self: string
  readonly cluster: string
  readonly wire: Wire
  readonly env: { after(ms: number, run: () => void): () => void }
  /** Somebody came or went, or this node announced itself. */
  onChange(): void
  /** What was asked of it will not be answered. */
  onGone(node: string): void
}

export interface Membership {
  /** Those that take work, this node among them once it has announced itself; in order. */
  members(): readonly string[]
  others(): readonly string[]
  /** From now on this node takes work. */
  announce(): void
  /** The servers say that nobody listens there. */
  bury(node: string): void
  /** Says that it goes: others place nothing here any more. What is under way can still be answered. */
  leave(): void
  stop(): void
}

/** Where every node says that it is there. */
export const aliveOf = (cluster: string): string => `${cluster}.alive`
export const tickMs = 500
const silentTicksMax = 4
/** Silence after which a member is asked whether it is there. */
const probeTicks = 2
/** More than anybody runs; what claims to be more is not believed. */
const membersMax = 256
const nodePattern = /^[A-Za-z0-9-]{1,40}\.[a-z0-9]{1,16}$/

export const isNodeId = (text: string): boolean => nodePattern.test(text)

export function joinMembership(options: MembershipOptions): Membership {
  const { self, cluster, wire, env, onChange, onGone } = options
  const subject = aliveOf(cluster)
  /** Ticks since each was heard. */
  const silent = new Map<string, number>()
  let members: readonly string[] = []
  let state: 'starting' | 'there' | 'leaving' = 'starting'

  const changed = (): void => {
    members = [...silent.keys(), ...(state === 'there' ? [self] : [])].sort()
    onChange()
  }
  const say = (isLeaving: boolean): void => void wire.send(subject, JSON.stringify({ node: self, isLeaving }))
  const drop = (node: string, isGone: boolean): void => {
    if (!silent.delete(node)) return
    if (isGone) onGone(node)
    changed()
  }

  const stopHearing = wire.hear(subject, ({ text }) => {
    const heard = parse(text)
    if (heard === null || heard.node === self) return
    if (heard.isLeaving) return drop(heard.node, false)
    const isNew = !silent.has(heard.node)
    if (isNew && silent.size >= membersMax) return
    silent.set(heard.node, 0)
    if (!isNew) return
    // A newcomer learns at once who is there.
    if (state === 'there') say(false)
    changed()
  })
  // The servers answer in the place of a member that is no more.
  const probes = `${cluster}.probed.${self}`
  const stopProbes = wire.hear(`${probes}.>`, ({ rest, isNobody }) => {
    if (isNobody) drop(rest, true)
  })

  const tick = (): void => {
    stopTick = env.after(tickMs, tick)
    if (state === 'there') say(false)
    // Without a connection nobody can be heard, which says nothing of them. Chats are served here meanwhile (`placement.ts`).
    if (!wire.isUp) return
    for (const [node, ticks] of silent) {
      if (ticks >= silentTicksMax) {
        drop(node, true)
        continue
      }
      silent.set(node, ticks + 1)
      if (ticks + 1 >= probeTicks) wire.send(`${cluster}.node.${node}.probe`, '', `${probes}.${node}`)
    }
  }
  let stopTick = env.after(tickMs, tick)

  return {
    members: () => members,
    others: () => [...silent.keys()].sort(),
    announce() {
      if (state !== 'starting') return
      state = 'there'
      say(false)
      changed()
    },
    bury: (node) => drop(node, true),
    leave() {
      if (state === 'leaving') return
      state = 'leaving'
      say(true)
      changed()
    },
    stop() {
      stopTick()
      stopHearing()
      stopProbes()
    },
  }
}

function parse(text: string): { readonly node: string; readonly isLeaving: boolean } | null {
  const heard = parseJson(text)
  if (typeof heard !== 'object' || heard === null || !('node' in heard) || !('isLeaving' in heard)) return null
  const { node, isLeaving } = heard
  return typeof node === 'string' && isNodeId(node) && typeof isLeaving === 'boolean' ? { node, isLeaving } : null
}

/** `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
