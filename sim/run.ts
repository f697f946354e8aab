/**
 * One run of one seed: people write while things fail, then all trouble ends, and everything must agree.
 *
 *     seed ─▶ options, people, devices ─▶ work and trouble ─▶ calm ─▶ healed? ─▶ checks of all there is
 */
import { newSessionId, newUserId, type SessionId, type UserId } from '@parley/protocol'
import { accountKey } from '../server/accounts/accountRecord.ts'
import { sessionKey } from '../server/accounts/sessionRecord.ts'
import { type Checks, createChecks, type Scene } from './checks/checks.ts'
import { Device } from './device.ts'
import { createDisk, type Disk } from './disk.ts'
import type { Mark } from './marks.ts'
import { healthy, type Mutation } from './mutants/mutation.ts'
import { createNetwork } from './network.ts'
import { drawOptions, type Options } from './options.ts'
import { createPeers } from './peers.ts'
import { createServer, type Server } from './server.ts'
import { Stores } from './stores.ts'
import { startTroubles } from './troubles.ts'
import { Universe, type Violation } from './world.ts'
import { startWorkload } from './workload.ts'

export interface Outcome {
  readonly seed: number
  readonly options: Options
  /** `null`: every rule held. */
  readonly violation: Violation | null
  readonly hash: number
  readonly events: number
  readonly entries: number
  /** Simulated, in milliseconds. */
  readonly lastedMs: number
  readonly marks: ReadonlyMap<Mark, number>
  readonly tail: readonly string[]
}

/** All replicas must agree within this, once all trouble is over: a silent line is found after two heartbeats. */
const healMsMax = 180_000
const settleMs = 3_000
const lookEveryMs = 700
const healLookMs = 500

/** Of the trace's end, which a failure prints. */
const tailLines = 60

export function run(seed: number, mutation: Mutation = healthy, linesMax = tailLines): Outcome {
  const world = new Universe(seed, linesMax)
  const options = drawOptions(world)
  const stores = new Stores()
  try {
    const startedAt = world.now()
    const disk = createDisk(world)
    const checks = createChecks({ world, options, disk })
    play({ world, options, stores, disk, checks, mutation })
    return {
      seed,
      options,
      violation: world.violation,
      hash: world.hash,
      events: world.events,
      entries: disk.entries.length,
      lastedMs: world.now() - startedAt,
      marks: world.marks,
      tail: world.tail(),
    }
  } finally {
    stores.giveBack()
  }
}

interface Play {
  readonly world: Universe
  readonly options: Options
  readonly stores: Stores
  readonly disk: Disk
  readonly checks: Checks
  readonly mutation: Mutation
}

function play({ world, options, stores, disk, checks, mutation }: Play): void {
  const network = createNetwork(world, options, checks, mutation.keepsTopics === true)
  const peers = createPeers(world, options)
  const servers: Server[] = []
  for (let place = 0; place < options.nodes; place++)
    servers.push(createServer(`node${place}`, { world, options, disk, network, peers, stores, mutation }))
  const issuedAt = (): number => Math.max(...servers.map((server) => server.now()))
  const users: UserId[] = []
  const devices: Device[] = []
  for (let place = 0; place < options.users; place++) {
    const user = newUserId(world)
    users.push(user)
    register(disk, world, user, place)
    for (let left = world.between(1, options.devicesPerUserMax); left > 0; left--) {
      const session = newSessionId(world)
      login(disk, world, user, session)
      devices.push(
        new Device({ world, options, network, issuedAt, checks, mutation }, `device${devices.length}`, user, session),
      )
    }
  }
  const scene: Scene = { devices, servers, network }

  for (const server of servers) server.start()
  for (const device of devices) device.start()
  const workload = startWorkload({ world, options, devices, users })
  const endTroubles = startTroubles({ world, options, disk, network, servers, devices })
  const stepMs = Math.min(lookEveryMs, options.workMs)
  for (let at = 0; at < options.workMs && world.violation === null; at += stepMs) {
    world.run(stepMs)
    checks.look(scene, false)
  }
  if (world.violation !== null) return

  world.note('calm')
  world.isCalm = true
  workload.stop()
  endTroubles()
  for (const server of servers) if (server.running === null) server.start()
  for (const device of devices) {
    if (device.client === null) device.start()
    device.goOnline()
  }
  let sick: string | null = 'It has just begun.'
  const calmSince = world.now()
  while (sick !== null && world.now() - calmSince < healMsMax && world.violation === null) {
    world.run(healLookMs)
    sick = ailing(scene, disk)
    if (sick !== null) continue
    // What gathers for a moment (marks, and the counts that follow from them) is said, too.
    world.run(settleMs)
    sick = ailing(scene, disk)
  }
  if (sick !== null) world.fail('heal', `After ${healMsMax / 1_000} s without trouble: ${sick}`)
  if (world.violation === null) checks.look(scene, true)
}

/** What is not as it should be at last; `null` where all is well. */
function ailing({ devices, servers }: Scene, disk: Disk): string | null {
  for (const { name, running } of servers) {
    if (running === null) return `${name} does not run.`
    if (running.store.position() < disk.entries.length) return `The store of ${name} is behind the log.`
    if (running.store.revision() < disk.revision()) return `The store of ${name} is behind the records.`
  }
  for (const { name, client, user, storage } of devices) {
    if (client?.state.type !== 'online') return `${name} is ${client?.state.type ?? 'not there'}.`
    if (storage.waiting() > 0) return `${storage.waiting()} submissions of ${name} wait.`
    for (const [id, ledger] of disk.ledger.chats) {
      const isMember = ledger.at(ledger.seq)?.members.has(user) === true
      const view = client.chat(id)
      if (view === null) {
        if (isMember) return `${name} does not know ${id}.`
        continue
      }
      if (!isMember) return `${name} knows ${id}, and is not in it.`
      // Of those with whom somebody has a private chat they see whether they are there, and at last everybody is.
      if (view.type === 'private')
        for (const [other] of ledger.at(ledger.seq)?.members ?? [])
          if (other !== user && (client.presenceOf(other)?.status ?? 'offline') === 'offline')
            return `${name} does not see ${other}.`
      if (view.pending.size > 0) return `${name} waits for ${[...view.pending].join(' ')} in ${id}.`
      if (view.seq < ledger.seq) return `${name} is at ${view.seq} of ${ledger.seq} in ${id}.`
      // Not the other way: a device that was away is not told what another one of its person read meanwhile.
      if (view.read > (disk.readsOf(user, id).at(-1) ?? 0))
        return `${name} has read ${view.read} of ${id}, and the record does not say so.`
    }
  }
  return null
}

function register({ records }: Disk, world: Universe, user: UserId, place: number): void {
  const account = {
    username: `person${place}`,
    name: `Person ${place}`,
    isAdministrator: false,
    createdAt: world.now(),
  }
  void records.put(accountKey(user), account, 0)
}

function login({ records }: Disk, world: Universe, user: UserId, session: SessionId): void {
  const now = world.now()
  const record = { client: 'sim', createdAt: now, seenAt: now, endsAt: now + 1e9, refreshHash: '', rotatedAt: now }
  void records.put(sessionKey(user, session), record, 0)
}
