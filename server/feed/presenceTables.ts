/**
 * How people stand on the other nodes: a table of each, kept up with its log of changes.
 *
 *     change here ─▶ log ─ every 50 ms ─▶ all others          (lossy)
 *     version here ──────── every 2 s ──▶ all others ─ behind? ─▶ want ─▶ page, page, …
 *
 * A node that is gone keeps its table for a while: its people are coming back elsewhere, and nobody should see them leave.
 */
import type { UserId } from '@parley/protocol'
import type { Bus } from './bus.ts'
import { createPresenceLog, type PresencePage } from './presenceLog.ts'
import { createPresences, type MergedPresences, type Standing, type Standings } from './presences.ts'
import { decodeWord, encodeWord, type PresenceWord } from './presenceWords.ts'
import type { Hub } from './hub.ts'
import type { Store } from '../store/main.ts'

export interface PresenceTables {
  readonly presences: MergedPresences
  onWord(from: string, text: string): void
  onMembers(others: readonly string[]): void
  stop(): void
}

export interface PresenceTablesOptions {
  readonly hub: Hub
  readonly store: Store
  readonly bus: Bus
  readonly env: { now(): number; after(ms: number, run: () => void): () => void }
}

const gatherMs = 50
const beatMs = 2_000
/** The people of a node that is gone have this long to come back elsewhere. */
const mourningMs = 3_000
/** People on one other node. What a peer says beyond it is not believed. */
const standingsMax = 1_000_000

interface Table {
  /** Up to which version of its node this is known. */
  version: number
  standings: Map<UserId, Standing>
  /** What replaces `standings` when the last page is there. */
  building: Map<UserId, Standing> | null
  /** It was asked for in this beat. */
  isAwaited: boolean
  /** Set while its node is gone. */
  burial: (() => void) | null
}

export function createPresenceTables({ hub, store, bus, env }: PresenceTablesOptions): PresenceTables {
  const log = createPresenceLog()
  const tables = new Map<string, Table>()
  let isGathering = false
  let stopBeat: (() => void) | null = null

  const say = (node: string | null, word: PresenceWord): void => bus.say(node, encodeWord(word))
  const isAlone = (): boolean => tables.size === 0

  const presences = createPresences(hub, store, {
    *elsewhere(): Iterable<Standings> {
      for (const { standings } of tables.values()) yield standings
    },
    onChange(user, standing, lastSeen) {
      log.put({ user, standing, lastSeen })
      if (isAlone()) log.skipUnsent()
      if (isAlone() || isGathering) return
      isGathering = true
      env.after(gatherMs, flush)
    },
  })

  function flush(): void {
    isGathering = false
    for (let page = log.unsent(); page !== null; page = log.unsent()) say(null, { t: 'presences', ...page })
  }

  function beat(): void {
    stopBeat = null
    if (isAlone()) return
    stopBeat = env.after(beatMs, beat)
    for (const table of tables.values()) table.isAwaited = false
    say(null, { t: 'at', version: log.version() })
  }

  function want(node: string, table: Table): void {
    if (table.isAwaited) return
    table.isAwaited = true
    say(node, { t: 'want', after: table.version })
  }

  function fold(node: string, table: Table, page: PresencePage): void {
    if (page.isReset && page.from === 0) {
      table.building = new Map()
      table.version = 0
    }
    if (page.to <= table.version && !page.isReset) return
    if (page.from > table.version) return want(node, table)
    table.version = page.to
    const next = table.building ?? table.standings
    const seen = new Map<UserId, number | null>()
    const apply = (): void => {
      for (const { user, standing, lastSeen } of page.changes) {
        seen.set(user, lastSeen)
        if (standing === null) next.delete(user)
        else if (next.size < standingsMax || next.has(user)) next.set(user, standing)
      }
      if (!page.more && table.building !== null) {
        table.standings = table.building
        table.building = null
      }
    }
    const changed =
      table.building === null
        ? page.changes.map(({ user }) => user)
        : new Set([...table.standings.keys(), ...next.keys(), ...page.changes.map(({ user }) => user)])
    if (table.building !== null && page.more) apply()
    else presences.changing(changed, apply, (user) => seen.get(user) ?? null)
    table.isAwaited = false
    if (page.more) say(node, { t: 'want', after: table.version })
  }

  function bury(node: string, at: number): void {
    const table = tables.get(node)
    if (table !== undefined)
      presences.changing(
        [...table.standings.keys()],
        () => tables.delete(node),
        () => at,
      )
  }

  return {
    presences,
    onWord(from, text) {
      const word = decodeWord(text)
      if (word === null) return
      if (word.t === 'want') return say(from, { t: 'presences', ...log.after(word.after) })
      const table = tables.get(from)
      // Of whom membership has not told yet: they are asked when it does.
      if (table === undefined || table.burial !== null) return
      if (word.t === 'presences') return fold(from, table, word)
      if (word.version !== table.version) want(from, table)
    },
    onMembers(others) {
      for (const node of others) {
        const known = tables.get(node)
        known?.burial?.()
        if (known !== undefined) {
          known.burial = null
          continue
        }
        const table = { version: 0, standings: new Map(), building: null, isAwaited: false, burial: null }
        tables.set(node, table)
        want(node, table)
      }
      const now = env.now()
      for (const [node, table] of tables)
        if (!others.includes(node) && table.burial === null) table.burial = env.after(mourningMs, () => bury(node, now))
      if (stopBeat === null) beat()
    },
    stop() {
      stopBeat?.()
      stopBeat = null
      for (const { burial } of tables.values()) burial?.()
    },
  }
}
