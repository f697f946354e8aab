/**
 * What outlives every process: the log and the records in memory, what was ever written to them, and the troubles of the day
 * that all their callers share.
 */
import type { ChatId, UserId } from '@parley/protocol'
import type { AuditableLog, Appended, Draft, LogEntry } from '../server/log/log.ts'
import { createMemoryLog } from '../server/log/memory.ts'
import { createMemoryRecords } from '../server/records/memory.ts'
import type { RecordEntry, Records } from '../server/records/records.ts'
import { readRecord } from '../server/store/recordFold.ts'
import { Ledger } from './ledger.ts'
import type { World } from './world.ts'

export interface Disk {
  readonly log: AuditableLog
  readonly records: Records
  /** Everything that was ever stored, with the words that were erased since. */
  readonly ledger: Ledger
  /** While it is `true` log and records refuse. */
  isOut: boolean
  /** Stores at once, whoever asked for it and whether they live. */
  append(chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended>
  /** The record of somebody's marks, as it is now. */
  readOf(user: UserId, chat: ChatId): number
  /** Of the whole log, as it was told. */
  readonly entries: readonly LogEntry[]
  /** The last state of each record, by revision. */
  recordsUpTo(revision: number): readonly RecordEntry[]
}

export function createDisk(world: World): Disk {
  const defect = (error: unknown): void => world.fail('defect', `A follower threw: ${String(error)}`)
  const log = createMemoryLog(world, defect)
  const records = createMemoryRecords(defect)
  const ledger = new Ledger()
  const entries: LogEntry[] = []
  const history: RecordEntry[] = []
  const latest = new Map<string, RecordEntry>()
  log.follow(0, (group) => {
    for (const logged of group) {
      entries.push(logged)
      ledger.add(logged.chat, logged.entry)
    }
  })
  records.follow(0, (group) => {
    history.push(...group)
    for (const record of group) latest.set(record.key, record)
  })
  return {
    log,
    records,
    ledger,
    isOut: false,
    entries,
    readOf(user, chat) {
      const record = latest.get(`mark/${user}/${chat}`)
      const meaning = record === undefined ? null : readRecord(record)
      return meaning?.kind === 'mark' ? meaning.read : 0
    },
    append: (chat, after, drafts) => log.append(chat, after, drafts),
    recordsUpTo(revision) {
      const last = new Map<string, RecordEntry>()
      for (const record of history) if (record.revision <= revision) last.set(record.key, record)
      return [...last.values()].sort((one, other) => one.revision - other.revision)
    },
  }
}
