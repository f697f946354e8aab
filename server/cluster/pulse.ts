/**
 * Whether this node reaches a quorum of the log: it writes a small record again and again. Reading would not tell: a server on
 * the smaller side of a partition answers for a while from what it has.
 *
 *     writable ── nothing stored for 6 s ──▶ readOnly ── for 17 s ──▶ cutOff ── stored ──▶ writable
 *                     (an election)              (the smaller side: its clients had better go elsewhere)
 *
 * In between it tries another server, again and again: its own may be the one that is cut off from the others, and then it
 * answers pings for ever.
 */
import type { Records } from '../records/records.ts'

type PulseState = 'writable' | 'readOnly' | 'cutOff'

export interface PulseOptions {
  readonly records: Records
  /** What this node is called. */
  readonly name: string
  /** Messages of the log that are not here yet; `null`: nobody could say. */
  lag(): Promise<number | null>
  readonly env: { now(): number; after(ms: number, run: () => void): () => void }
  onChange(state: PulseState): void
  /** Leaves the servers that this node is connected to for others. */
  elsewhere(): void
}

export interface Pulse {
  state(): PulseState
  /** As it was a few seconds ago; `null`: not known. */
  lag(): number | null
  stop(): void
}

const beatMs = 3_000
const retryMs = 500
/** Time is counted by this timer, so that a clock that jumps, or a pause of this node, cuts nobody off. */
const tickMs = 500
const readOnlyTicks = 12
/** A leader is chosen in 4 to 9 s; then there is no minority. */
const cutOffTicks = 34
/** Longer than an election. */
const elsewhereTicks = 20
const elsewhereAgainTicks = 12

export function startPulse({ records, name, env, ...options }: PulseOptions): Pulse {
  const key = `cluster/pulse/${name}`
  let revision = 0
  let ticks = 0
  let state: PulseState = 'writable'
  let lag: number | null = null
  let isStopped = false
  let stopBeat = (): void => undefined

  const set = (next: PulseState): void => {
    if (next === state || isStopped) return
    state = next
    options.onChange(next)
  }

  const beat = async (): Promise<void> => {
    const isStored = await records.put(key, { at: env.now() }, revision).then(
      (put) => {
        revision = put.type === 'stored' ? put.revision : (put.current?.revision ?? 0)
        return put.type === 'stored'
      },
      // Why, those say who wait for what they wrote. Here it only counts that it went on for so long.
      () => false,
    )
    lag = await options.lag()
    if (isStopped) return
    if (isStored) {
      ticks = 0
      set('writable')
    }
    stopBeat = env.after(isStored ? beatMs : retryMs, () => void beat())
  }

  const tick = (): void => {
    stopTick = env.after(tickMs, tick)
    ticks++
    if (ticks >= cutOffTicks) set('cutOff')
    else if (ticks >= readOnlyTicks) set('readOnly')
    if (ticks >= elsewhereTicks && (ticks - elsewhereTicks) % elsewhereAgainTicks === 0) options.elsewhere()
  }
  let stopTick = env.after(tickMs, tick)
  void beat()

  return {
    state: () => state,
    lag: () => lag,
    stop() {
      isStopped = true
      stopBeat()
      stopTick()
    },
  }
}
