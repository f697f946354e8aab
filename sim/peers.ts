/**
 * What nodes are to each other: who is there, as each of them believes; which of them a chat lives on; calls and signals
 * between them. Messages from one node to another keep their order, and are lost where either is gone or cut off.
 *
 *     node ─ placement ─▶ here, or a node (perhaps the wrong one) ─ relay ─▶ that node's system
 *          ─ bus ───────▶ those who listen to the topic
 */
import { Fault, type Incoming, type Message, type NodeId, type Placement, type Relay } from '@parley/actors'
import { FailureError } from '@parley/protocol'
import { createPlacement } from '../server/cluster/placement.ts'
import type { Bus, BusHearer } from '../server/feed/bus.ts'
import type { Options } from './options.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface Peer {
  readonly placement: Placement
  readonly relay: Relay
  readonly bus: Bus
  /** From now on others can reach it. */
  listen(incoming: Incoming): void
  /** While it is `true` nothing passes between it and the others. */
  isCut: boolean
}

export interface Peers {
  /** A new incarnation of a node. */
  join(id: NodeId, process: Process): Peer
  /** Somebody died, stood still, was cut off or came back: the others find out, each in its time. */
  changed(): void
}

/** An ask that was not answered. */
interface Waiting {
  readonly node: NodeId
  fail(why: string): void
}

interface Member extends Peer {
  readonly id: NodeId
  readonly process: Process
  incoming: Incoming | null
  hearer: BusHearer | null
  readonly topics: Set<string>
  readonly waiting: Set<Waiting>
  setMembers(members: readonly NodeId[]): void
  /** Who is there, as it believes. */
  view: readonly NodeId[]
}

/** A death is found out within this, a birth too. */
const noticeMsMax = 4_000

export function createPeers(world: World, options: Options): Peers {
  const members = new Map<NodeId, Member>()
  /** When the last message from one to the other arrives, by both. */
  const roads = new Map<string, number>()
  const isReachable = (from: Member, to: Member): boolean =>
    from.process.isAlive && to.process.isAlive && !from.isCut && !to.isCut

  function send(from: Member, to: Member, run: () => void): void {
    const road = `${from.id} ${to.id}`
    const at = Math.max(roads.get(road) ?? 0, world.now() + world.between(1, options.latencyMsMax))
    roads.set(road, at)
    world.after(at - world.now(), () => {
      if (isReachable(from, to)) to.process.deliver(run)
      else world.reach('message between nodes lost')
    })
  }

  function look(member: Member): void {
    if (!member.process.isAlive) return
    const others = [...members.values()].filter(
      (other) => other !== member && isReachable(member, other) && !other.process.isPaused,
    )
    // A heartbeat may be late, and who is gone may still seem to be there.
    const lie = world.trouble(options.faults.membershipLies) ? world.pick([...members.keys()]) : undefined
    const view = others.map(({ id }) => id).filter((id) => id !== lie)
    if (lie !== undefined && lie !== member.id && !others.some(({ id }) => id === lie)) view.push(lie)
    if (lie !== undefined) {
      world.reach('membership lied')
      world.after(world.between(100, noticeMsMax), () => look(member))
    }
    if (Bun.deepEquals(view, member.view)) return
    member.view = view
    world.note(`${member.id} sees ${view.join(' ')}`)
    member.process.deliver(() => {
      member.setMembers([member.id, ...view].sort())
      for (const waiting of member.waiting) if (!view.includes(waiting.node)) waiting.fail(`${waiting.node} is gone.`)
      member.hearer?.onMembers(view)
    })
  }

  function changed(): void {
    if (members.size < 2) return
    for (const member of members.values())
      if (member.process.isAlive) world.after(world.between(50, noticeMsMax), () => look(member))
  }

  /** `null`: it says what it believes. */
  function lie(): NodeId | null {
    if (!world.trouble(options.faults.placementLies)) return null
    world.reach('placement lied')
    return world.pick([...members.keys()]) ?? null
  }

  function relayOf(member: () => Member): Relay {
    const target = (node: NodeId): Member => {
      const found = members.get(node)
      if (found === undefined) throw new Error(`There is no node ${node}.`)
      return found
    }
    return {
      tell(node, message) {
        const to = target(node)
        const text = JSON.stringify(message)
        send(member(), to, () => to.incoming?.tell(parse(text)))
      },
      ask(node, message, { timeoutMs }) {
        const from = member()
        const to = target(node)
        const text = JSON.stringify(message)
        world.reach('actor asked on another node')
        return new Promise((resolve, reject) => {
          const waiting: Waiting = { node, fail: (why) => settle(() => reject(new Fault('unreachable', why))) }
          const settle = (run: () => void): void => {
            if (from.waiting.delete(waiting)) run()
          }
          from.waiting.add(waiting)
          // Nobody listens there, and the servers between say so at once.
          if (!to.process.isAlive && !from.isCut) {
            from.process.after(world.between(1, options.latencyMsMax), () => waiting.fail(`${node} does not listen.`))
            return
          }
          send(from, to, () => {
            if (to.incoming === null) return
            to.incoming.ask(parse(text), { timeoutMs }).then(
              (reply) => {
                const back = JSON.stringify(reply ?? null)
                send(to, from, () => settle(() => resolve(JSON.parse(back))))
              },
              (error: unknown) => send(to, from, () => settle(() => reject(crossed(error)))),
            )
          })
        })
      },
    }
  }

  function busOf(member: () => Member): Bus {
    const others = function* (): Iterable<Member> {
      for (const other of members.values()) if (other !== member() && other.process.isAlive) yield other
    }
    const isLost = (): boolean => world.trouble(options.faults.signalLost)
    return {
      start(hearer) {
        member().hearer = hearer
      },
      publish(topic, text) {
        for (const other of others())
          if (other.topics.has(topic) && !isLost()) {
            world.reach('signal between nodes')
            send(member(), other, () => other.hearer?.onSignal(topic, text))
          }
      },
      listen: (topic) => void member().topics.add(topic),
      say(node, text) {
        const from = member()
        for (const other of others())
          if ((node === null || other.id === node) && !isLost())
            send(from, other, () => other.hearer?.onWord(from.id, text))
      },
    }
  }

  return {
    join(id, process) {
      const self = (): Member => member
      const rendezvous = createPlacement(id)
      const member: Member = {
        id,
        process,
        isCut: false,
        incoming: null,
        hearer: null,
        topics: new Set(),
        waiting: new Set(),
        setMembers: (all) => rendezvous.setMembers(all),
        view: [],
        placement: {
          of(address) {
            const wrong = address.kind === 'chat' ? lie() : null
            if (wrong === null) return rendezvous.of(address)
            return wrong === id ? 'here' : { node: wrong }
          },
        },
        relay: relayOf(self),
        bus: busOf(self),
        listen(incoming) {
          member.incoming = incoming
        },
      }
      members.set(id, member)
      changed()
      return member
    },
    changed,
  }
}

/** As it comes out at the other side. */
function crossed(error: unknown): Fault {
  if (!(error instanceof Fault)) return new Fault('crashed', String(error))
  const { code, message, cause } = error
  return cause instanceof FailureError
    ? new Fault(code, message, { cause: new FailureError(cause.failure) })
    : new Fault(code, message)
}

function parse(text: string): Message {
  const value: Message = JSON.parse(text)
  return value
}
