/**
 * What a run is like, drawn from its seed too (swarm testing, Groce et al. 2012): a run with few kinds of trouble goes deeper
 * into each than one in which everything always fails.
 */
import type { ResumeBounds } from '../server/chat/resume.ts'
import type { World } from './world.ts'

/** As in production. A run may want less, but a resume must fit at last. */
export const backpressureBytesMax = 1_048_576

export interface Options {
  /** 1 to 3. */
  readonly nodes: number
  readonly users: number
  readonly devicesPerUserMax: number
  readonly chats: number
  /** How long things happen and fail, before all of it ends and must heal. */
  readonly workMs: number
  /** Mean time between two acts of one device. */
  readonly actEveryMs: number
  /** How long what is away stays away. */
  readonly awayMsMax: number
  /** One way, in milliseconds. */
  readonly latencyMsMax: number
  readonly logMsMax: number
  readonly readMsMax: number
  /** How late a node reads what is stored; 0: in the same turn, as where the log is its own. */
  readonly followMsMax: number
  readonly storageMsMax: number
  /** How long an access token lasts. */
  readonly tokenMs: number
  readonly clientSkewMsMax: number
  readonly serverSkewMsMax: number
  readonly bounds: ResumeBounds
  /** Places in mailboxes; `null` as in production. */
  readonly mailbox: { readonly chat: number; readonly session: number; readonly user: number } | null
  /** Bytes that may wait for a slow reader. */
  readonly backpressureBytes: number
  /** Bytes a millisecond of a slow device; `null`: none is slow. */
  readonly slowBytesPerMs: number | null
  readonly faults: Faults
}

/** Probabilities of one call, and mean times between two troubles of a kind in milliseconds; 0 and `null` is never. */
interface Faults {
  readonly appendFailed: number
  readonly appendUnknown: number
  readonly appendSlow: number
  readonly readFailed: number
  readonly redactFailed: number
  readonly recordFailed: number
  readonly duplicate: number
  readonly outageEveryMs: number | null
  readonly stallEveryMs: number | null
  readonly crashEveryMs: number | null
  /** Of a crash: that it waits for an append in flight. */
  readonly crashInAppend: number
  readonly cutEveryMs: number | null
  readonly silenceEveryMs: number | null
  readonly offlineEveryMs: number | null
  /** Of nodes: that one stands still, or is cut off from one side. */
  readonly pauseEveryMs: number | null
  readonly partitionEveryMs: number | null
  /** Of a call: that it goes to whatever node. */
  readonly placementLies: number
  /** Of a look at who is there. */
  readonly membershipLies: number
  readonly signalLost: number
  readonly restartEveryMs: number | null
}

export function drawOptions(world: World): Options {
  const { between, chance } = bind(world)
  // One run in eight is quiet: what it finds is a bug without any trouble.
  const isQuiet = chance(1 / 8)
  const on = <Value>(probability: number, value: () => Value, off: Value): Value =>
    !isQuiet && chance(probability) ? value() : off
  const { isShort, workMs, actEveryMs, latencyMsMax, awayMsMax } = drawPace(world)
  /** In a short run troubles come sooner. */
  const every = (probability: number, low: number, high: number): number | null =>
    on<number | null>(probability, () => Math.ceil((between(low, high) * workMs) / paceOf), null)
  // One node is how most will run it.
  const nodes = chance(0.35) ? 1 : chance(0.7) ? 2 : 3
  const isCluster = nodes > 1
  const tokenMs = chance(0.1) ? between(4_000, 10_000) : 3_600_000
  return {
    nodes,
    users: isShort ? 2 : between(2, 4),
    devicesPerUserMax: chance(isShort ? 0.2 : 0.4) ? 2 : 1,
    chats: isShort ? 1 : between(1, 3),
    workMs,
    actEveryMs,
    awayMsMax,
    latencyMsMax,
    logMsMax: between(1, 60),
    readMsMax: between(0, 20),
    followMsMax: isCluster ? between(1, chance(0.3) ? 800 : 60) : 0,
    storageMsMax: isShort && chance(0.7) ? 0 : between(0, 30),
    tokenMs,
    clientSkewMsMax: on(0.3, () => between(0, 600_000), 0),
    // A short token must last a while on every node.
    serverSkewMsMax: on(0.3, () => between(0, Math.min(5_000, tokenMs / 4)), 0),
    bounds: {
      catchUpEntriesMax: between(1, 12),
      resumeEntriesMax: between(4, 24),
      entryBytesMax: 800_000,
      fullSnapshotsMax: 100,
      snapshotsPerFrameMax: between(1, 3),
    },
    mailbox: on<Options['mailbox']>(
      0.25,
      () => ({ chat: between(1, 4), session: between(2, 12), user: between(2, 8) }),
      null,
    ),
    backpressureBytes: on(0.25, () => between(isShort ? 500 : 4_000, isShort ? 4_000 : 40_000), backpressureBytesMax),
    slowBytesPerMs: on<number | null>(0.25, () => between(1, 10), null),
    faults: {
      appendFailed: on(0.3, () => world.random() * 0.3, 0),
      appendUnknown: on(0.4, () => world.random() * 0.4, 0),
      appendSlow: on(0.3, () => world.random() * 0.3, 0),
      readFailed: on(0.3, () => world.random() * 0.4, 0),
      redactFailed: on(0.2, () => world.random() * 0.5, 0),
      recordFailed: on(0.3, () => world.random() * 0.3, 0),
      duplicate: on(0.3, () => world.random() * 0.3, 0),
      outageEveryMs: every(0.25, 1_500, 12_000),
      stallEveryMs: every(0.25, 1_000, 8_000),
      crashEveryMs: every(0.4, 1_500, 10_000),
      crashInAppend: on(0.6, () => world.random(), 0),
      cutEveryMs: every(0.4, 500, 6_000),
      silenceEveryMs: every(0.15, 2_000, 12_000),
      offlineEveryMs: every(0.3, 1_500, 8_000),
      pauseEveryMs: every(isCluster ? 0.3 : 0.1, 1_500, 10_000),
      partitionEveryMs: isCluster ? every(0.35, 1_500, 10_000) : null,
      placementLies: isCluster ? on(0.3, () => world.random() * 0.5, 0) : 0,
      membershipLies: isCluster ? on(0.3, () => world.random() * 0.5, 0) : 0,
      signalLost: isCluster ? on(0.3, () => world.random() * 0.3, 0) : 0,
      restartEveryMs: every(0.3, 1_500, 8_000),
    },
  }
}

/** Of a run in which a trouble's mean times are as they are written above. */
const paceOf = 6_000

interface Pace extends Pick<Options, 'workMs' | 'actEveryMs' | 'latencyMsMax' | 'awayMsMax'> {
  /** Two people, one chat, a handful of acts, and one or two troubles. */
  readonly isShort: boolean
}

/** Most runs are short: many beginnings find more than long middles, and some bugs need a long one. */
function drawPace(world: World): Pace {
  const { between, chance } = bind(world)
  if (chance(0.96))
    return {
      isShort: true,
      workMs: chance(0.65) ? between(80, 250) : between(250, 600),
      actEveryMs: between(40, 120),
      latencyMsMax: between(1, 30),
      awayMsMax: between(100, 1_000),
    }
  return {
    isShort: false,
    workMs: chance(0.8) ? between(1_000, 4_000) : between(4_000, 15_000),
    actEveryMs: between(150, 1_500),
    latencyMsMax: between(1, 120),
    awayMsMax: 4_000,
  }
}

const bind = (world: World) => ({
  between: (low: number, high: number) => world.between(low, high),
  chance: (probability: number) => world.chance(probability),
})
