/**
 * What outlives every process: the log and the records in memory, what was ever written to them, and the outages that all
 * their callers share. Each node reads it through a copy of its own (`log.ts`, `records.ts`).
 */
import type { ChatId, UserId } from '@parley/protocol'
import type { AuditableLog, Appended, Draft, LogEntry } from '../server/log/log.ts'
import { createMemoryLog } from '../server/log/memory.ts'
import { createMemoryRecords } from '../server/records/memory.ts'
import type { RecordEntry, Records } from '../server/records/records.ts'
import { readRecord } from '../server/store/recordFold.ts'
import { Ledger } from './ledger.ts'
import type { World } from './world.ts'

/** How a node hears of what is stored. */
export interface Subscriber {
  onEntries(entries: readonly LogEntry[]): void
  onRecords(records: readonly RecordEntry[]): void
}

export interface Disk {
  readonly log: AuditableLog
  readonly records: Records
  /** Everything that was ever stored, with the words that were erased since. */
  readonly ledger: Ledger
  /** While it is `true` log and records refuse. */
  isOut: boolean
  /** Stores at once, whoever asked for it and whether they live. */
  append(chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended>
  readonly subscribers: Set<Subscriber>
  /** The place of the chat's last entry in the whole log. */
  lastPosition(chat: ChatId): number
  /** How far somebody has read, as every state of the record said, the present one last. */
  readsOf(user: UserId, chat: ChatId): readonly number[]
  /** Of the whole log, as it was told. */
  readonly entries: readonly LogEntry[]
  revision(): number
  /** The last state of each record, by revision. */
  recordsUpTo(revision: number): readonly RecordEntry[]
}

const unread: readonly number[] = [0]

export function createDisk(world: World): Disk {
  const defect = (error: unknown): void => world.fail('defect', `A follower threw: ${String(error)}`)
  const log = createMemoryLog(world, defect)
  const records = createMemoryRecords(defect)
  const ledger = new Ledger()
  const entries: LogEntry[] = []
  const positions = new Map<ChatId, number>()
  const history: RecordEntry[] = []
  const reads = new Map<string, number[]>()
  const subscribers = new Set<Subscriber>()
  log.follow(0, (group) => {
    for (const logged of group) {
      entries.push(logged)
      ledger.add(logged.chat, logged.entry)
      positions.set(logged.chat, logged.position)
    }
    for (const { onEntries } of subscribers) onEntries(group)
  })
  records.follow(0, (group) => {
    for (const record of group) {
      history.push(record)
      mark(record)
    }
    for (const { onRecords } of subscribers) onRecords(group)
  })

  function mark(record: RecordEntry): void {
    const meaning = readRecord(record)
    if (meaning?.kind !== 'mark') return
    const before = reads.get(record.key) ?? [0]
    const last = before.at(-1) ?? 0
    if (meaning.read < last) world.fail('marks', `${record.key} went back from ${last} to ${meaning.read}.`)
    before.push(meaning.read)
    reads.set(record.key, before)
  }

  return {
    log,
    records,
    ledger,
    isOut: false,
    entries,
    subscribers,
    lastPosition: (chat) => positions.get(chat) ?? 0,
    readsOf: (user, chat) => reads.get(`mark/${user}/${chat}`) ?? unread,
    append: (chat, after, drafts) => log.append(chat, after, drafts),
    revision: () => history.at(-1)?.revision ?? 0,
    recordsUpTo(revision) {
      const last = new Map<string, RecordEntry>()
      for (const record of history) if (record.revision <= revision) last.set(record.key, record)
      return [...last.values()].sort((one, other) => one.revision - other.revision)
    },
  }
}
