/**
 * The storage as one SQLite file, for clients on Bun. Several processes may have it open: writes wait for each other, and what
 * the port says about merging holds between processes too, because each change is one statement.
 */
import { Database } from 'bun:sqlite'
import { type ChatId, type Epoch, isChatId, isEpoch, isSubmissionId, type SubmissionId } from '../ids.ts'
import type { ClientStorage, OutboxRow } from './storage.ts'

const busyTimeoutMs = 5_000

/** Makes the file if it is not there; its folder must be. Throws if the file is no database. */
export function sqliteStorage(path: string): ClientStorage {
  const file = new Database(path, { create: true, strict: true })
  file.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  file.run('PRAGMA journal_mode = WAL')
  // A submission must survive a power cut as well, once somebody was told that it is kept.
  file.run('PRAGMA synchronous = FULL')
  file.run(`
    CREATE TABLE IF NOT EXISTS outbox (
      place INTEGER PRIMARY KEY AUTOINCREMENT, chat TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
      command TEXT NOT NULL, UNIQUE (chat, id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS chats (
      chat TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS marks (
      chat TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS "values" (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `)

  type Text = Readonly<Record<string, string | number>>
  const outbox = file.query<{ chat: string; id: string; at: number; command: string }, []>(
    'SELECT chat, id, at, command FROM outbox ORDER BY place',
  )
  const addSubmission = file.query<never, [Text]>(
    'INSERT INTO outbox (chat, id, at, command) VALUES ($chat, $id, $at, $command) ON CONFLICT DO NOTHING',
  )
  const removeSubmission = file.query<never, [string, string]>('DELETE FROM outbox WHERE chat = ? AND id = ?')
  const chats = file.query<{ chat: string; epoch: string; seq: number; state: string }, []>('SELECT * FROM chats')
  const putChat = file.query<never, [Text]>(`
    INSERT INTO chats (chat, epoch, seq, state) VALUES ($chat, $epoch, $seq, $state)
    ON CONFLICT (chat) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, state = excluded.state
    WHERE (excluded.epoch, excluded.seq) >= (chats.epoch, chats.seq)`)
  const removeChat = file.query<never, [string]>('DELETE FROM chats WHERE chat = ?')
  const marks = file.query<{ chat: string; delivered: number; read: number }, []>('SELECT * FROM marks')
  const putMark = file.query<never, [Text]>(`
    INSERT INTO marks (chat, delivered, read) VALUES ($chat, $delivered, $read)
    ON CONFLICT (chat) DO UPDATE SET
      delivered = max(marks.delivered, excluded.delivered), read = max(marks.read, excluded.read)`)
  const removeMark = file.query<never, [Text]>(
    'DELETE FROM marks WHERE chat = $chat AND delivered <= $delivered AND read <= $read',
  )
  const values = file.query<{ key: string; value: string }, [string]>(
    'SELECT key, value FROM "values" WHERE substr(key, 1, length(?1)) = ?1',
  )
  const setValue = file.query<never, [Text]>(
    'INSERT INTO "values" (key, value) VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const dropValue = file.query<never, [string]>('DELETE FROM "values" WHERE key = ?')

  return {
    async outbox() {
      const rows: OutboxRow[] = []
      for (const { chat, id, at, command } of outbox.all())
        rows.push({ chat: toChat(chat), id: toSubmission(id), at, command })
      return rows
    },
    async addSubmission({ chat, id, at, command }) {
      addSubmission.run({ chat, id, at, command })
    },
    async removeSubmission(chat, id) {
      removeSubmission.run(chat, id)
    },
    async chats() {
      return chats
        .all()
        .map(({ chat, epoch, seq, state }) => ({ chat: toChat(chat), epoch: toEpoch(epoch), seq, state }))
    },
    async putChat({ chat, epoch, seq, state }) {
      putChat.run({ chat, epoch, seq, state })
    },
    async removeChat(chat) {
      removeChat.run(chat)
    },
    async marks() {
      return marks.all().map(({ chat, delivered, read }) => ({ chat: toChat(chat), delivered, read }))
    },
    async putMark({ chat, delivered, read }) {
      putMark.run({ chat, delivered, read })
    },
    async removeMark({ chat, delivered, read }) {
      removeMark.run({ chat, delivered, read })
    },
    async values(prefix) {
      return new Map(values.all(prefix).map(({ key, value }) => [key, value]))
    },
    async setValue(key, value) {
      if (value === null) dropValue.run(key)
      else setValue.run({ key, value })
    },
    async close() {
      file.close()
    },
  }
}

const toChat = (text: string): ChatId => known(text, isChatId)
const toSubmission = (text: string): SubmissionId => known(text, isSubmissionId)
const toEpoch = (text: string): Epoch => known(text, isEpoch)

function known<Id extends string>(text: string, isId: (text: string) => text is Id): Id {
  if (!isId(text)) throw new Error(`The storage holds an id that is none: ${text}.`)
  return text
}
