/**
 * Which node a chat lives on: the member with the highest score for it (rendezvous hashing: Thaler and Ravishankar, 1998). When
 * a member comes or goes, only the chats move that it gets or had. Sessions and people live where their sockets are.
 */
import type { Placement } from '@parley/actors'

export interface Rendezvous extends Placement {
  /** Those that take work. Nobody: everything lives here. */
  setMembers(members: readonly string[]): void
}

const here = 'here' as const
const never = (): boolean => false

/**
 * Asked for each call: some 0.3 µs with three members. `isCut`: no other node can be reached from here at the moment. The log
 * perhaps can, on its own connection: then every chat is served here.
 */
export function createPlacement(self: string, isCut: () => boolean = never): Rendezvous {
  let members: readonly { readonly seed: number; readonly place: typeof here | { readonly node: string } }[] = []
  return {
    setMembers(nodes) {
      members = nodes.map((node) => ({ seed: hash(node), place: node === self ? here : { node } }))
    },
    of({ kind, id }) {
      if (kind !== 'chat' || members.length === 0 || isCut()) return here
      const key = hash(id)
      let best: 'here' | { readonly node: string } = here
      let highest = -1
      // In order of the names on every node: of equal scores the first counts.
      for (const { seed, place } of members) {
        const score = mix(key ^ seed)
        if (score <= highest) continue
        highest = score
        best = place
      }
      return best
    },
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return state
}

/** The finaliser of MurmurHash3: every bit counts for every bit. */
function mix(value: number): number {
  const one = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35)
  return (two ^ (two >>> 16)) >>> 0
}
