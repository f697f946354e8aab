/** A storage that lasts as long as its object: for tests, scripts, and platforms that keep nothing. */
import type { ChatId } from '../ids.ts'
import type { ChatRow, ClientStorage, MarkRow, OutboxRow } from './storage.ts'

export function memoryStorage(): ClientStorage {
  const outbox = new Map<string, OutboxRow>()
  const chats = new Map<ChatId, ChatRow>()
  const marks = new Map<ChatId, MarkRow>()
  const values = new Map<string, string>()

  return {
    outbox: () => Promise.resolve([...outbox.values()]),
    async addSubmission(row) {
      const key = `${row.chat} ${row.id}`
      if (!outbox.has(key)) outbox.set(key, row)
    },
    async removeSubmission(chat, id) {
      outbox.delete(`${chat} ${id}`)
    },
    chats: () => Promise.resolve([...chats.values()]),
    async putChat(row) {
      const before = chats.get(row.chat)
      const isOlder =
        before !== undefined && (before.epoch > row.epoch || (before.epoch === row.epoch && before.seq > row.seq))
      if (!isOlder) chats.set(row.chat, row)
    },
    async removeChat(chat) {
      chats.delete(chat)
    },
    marks: () => Promise.resolve([...marks.values()]),
    async putMark({ chat, delivered, read }) {
      const before = marks.get(chat) ?? { delivered: 0, read: 0 }
      const merged = { chat, delivered: Math.max(before.delivered, delivered), read: Math.max(before.read, read) }
      marks.set(chat, merged)
    },
    async removeMark({ chat, delivered, read }) {
      const before = marks.get(chat)
      if (before !== undefined && before.delivered <= delivered && before.read <= read) marks.delete(chat)
    },
    async values(prefix) {
      return new Map([...values].filter(([key]) => key.startsWith(prefix)))
    },
    async setValue(key, value) {
      if (value === null) values.delete(key)
      else values.set(key, value)
    },
    async close() {},
  }
}
