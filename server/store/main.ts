/**
 * The store: this node's read models, kept by folding the log and the records. Everything in it can be computed again, so
 * deleting its file is safe; sessions and routes read it without waiting.
 *
 *     log ──entries──▶ ┌────────┐ ──▶ chat list, members, messages, submissions, redactions
 *                      │ folds  │
 *     records ───────▶ └────────┘ ──▶ people, contacts, device sessions, marks, settings
 *
 * It guarantees: what it answers is the fold of all entries up to `position` and all records up to `revision`, both kept in
 * the same transaction as the rows. It refuses to be a source of truth: it never decides, and nobody writes to it but its
 * feed. `drizzle-orm` lives here and nowhere else.
 */
import { sql } from 'drizzle-orm'
import type { Epoch, Sha256 } from '@parley/protocol'
import type { LogEntry } from '../log/log.ts'
import type { RecordEntry } from '../records/records.ts'
import { chatTable, type ChatTable } from './chatTable.ts'
import { openStoreFile, removeStoreFile, type StoreEnv, type StoreFile } from './file.ts'
import { markTable, type MarkTable } from './markTable.ts'
import { messageTable, type MessageTable } from './messageTable.ts'
import { peopleTable, type PeopleTable } from './peopleTable.ts'
import { foldRecord } from './recordFold.ts'
import { progress } from './schema.ts'
import { settingTable, type SettingTable } from './settingTable.ts'

export interface Store {
  readonly chats: ChatTable
  readonly messages: MessageTable
  readonly marks: MarkTable
  readonly people: PeopleTable
  readonly settings: SettingTable
  /** The place in the log up to which entries are folded. */
  position(): number
  /** The revision up to which records are folded. */
  revision(): number
  foldEntries(entries: readonly LogEntry[]): void
  foldRecords(records: readonly RecordEntry[]): void
  /** As after its file was deleted, for a log of this epoch. Keeps what was prepared: a simulation opens thousands. */
  clear(epoch: Epoch): void
  close(): void
}

export interface StoreOptions {
  /** `:memory:` or a file's path. */
  readonly path: string
  /** The log's. A store of another epoch is thrown away. */
  readonly epoch: Epoch
  /**
   * Whose positions the store counts with, where not every log of this epoch has the same: in a cluster each node's copy gives
   * its own, so `Cluster.copyId`. `null`: the epoch says it all. A store that was built from another one is thrown away.
   */
  readonly source?: string | null
  readonly sha256: Sha256
  /** Which run of the operating system this is; `null` where nobody knows. */
  readonly boot: string | null
  readonly env: StoreEnv & { now(): number }
}

export function openStore({ path, epoch, source = null, sha256, boot, env }: StoreOptions): Store {
  const { file, at } = openWhole(path, { epoch, source }, boot, env)
  const chats = chatTable(file)
  const messages = messageTable(file)
  const marks = markTable(file)
  const people = peopleTable(file, sha256, env.now)
  const settings = settingTable(file)
  const ph = sql.placeholder
  const save = file.db
    .update(progress)
    .set({ position: sql`${ph('position')}`, revision: sql`${ph('revision')}` })
    .prepare()
  let { position, revision } = at
  file.beforeCommit(() => {
    save.run({ position, revision })
  })

  return {
    chats,
    messages,
    marks,
    people,
    settings,
    position: () => position,
    revision: () => revision,
    foldEntries(entries) {
      for (const { chat, entry, position: place } of entries) {
        if (place <= position) continue
        const row = chats.fold(chat, entry)
        if (row !== null) messages.fold(row, entry)
        position = place
      }
      file.write()
    },
    foldRecords(records) {
      for (const record of records) {
        file.write()
        foldRecord({ people, marks, settings }, record)
        if (record.revision > revision) revision = record.revision
      }
    },
    clear(epoch) {
      file.clear()
      for (const table of [chats, people]) table.forget()
      position = 0
      revision = 0
      file.db.insert(progress).values({ id: 1, epoch, source, position, revision, boot }).run()
    },
    close() {
      if (boot !== null) file.flushed(() => file.db.update(progress).set({ boot: null }).run())
      file.close()
    },
  }
}

interface Origin {
  readonly epoch: Epoch
  readonly source: string | null
}

/** A file of another log or copy, or one that a power cut may have torn, is made anew. */
function openWhole(
  path: string,
  origin: Origin,
  boot: string | null,
  env: StoreEnv,
): { file: StoreFile; at: typeof progress.$inferSelect } {
  const start = { id: 1, ...origin, position: 0, revision: 0, boot }
  const file = openStoreFile(path, env)
  const found = progressOf(file)
  const isTorn = typeof found === 'object' && found.boot !== null && found.boot !== boot
  const isAnothers = found !== undefined && found !== 'unreadable' && !isOf(found, origin)
  if (found === 'unreadable' || isTorn || isAnothers) {
    file.close()
    removeStoreFile(path)
    return openWhole(path, origin, boot, env)
  }
  const at = found ?? start
  if (found === undefined) file.db.insert(progress).values(start).run()
  if (boot !== null) {
    file.flushed(() => file.db.update(progress).set({ boot }).run())
    file.unflushed()
  }
  return { file, at }
}

const isOf = (found: typeof progress.$inferSelect, { epoch, source }: Origin): boolean =>
  found.epoch === epoch && found.source === source

function progressOf({ db }: StoreFile): typeof progress.$inferSelect | undefined | 'unreadable' {
  try {
    return db.select().from(progress).get()
  } catch {
    // The file is whole in its first pages only. It can be made again.
    return 'unreadable'
  }
}
