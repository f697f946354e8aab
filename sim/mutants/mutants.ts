/** The seeded bugs, each a few lines around a port. None can be reached but from the tests of the simulation. */
import type { ChatId, Entry } from '@parley/protocol'
import type { Draft, LocalLog, LogEntry } from '../../server/log/log.ts'
import type { NodePorts } from '../../server/node.ts'
import type { Records } from '../../server/records/records.ts'
import type { Mutation } from './mutation.ts'

const withLog =
  (change: (log: LocalLog, ports: NodePorts) => Partial<LocalLog>): NonNullable<Mutation['node']> =>
  (ports) => ({ ...ports, log: { ...ports.log, ...change(ports.log, ports) } })

const catchUpMs = 200

/** As the log would have stored it, though nobody knows whether it will. */
const asIfStored = (chat: ChatId, after: number, drafts: readonly Draft[], position: number): LogEntry[] =>
  drafts.map(({ at, by, cause, event }, place) => {
    const entry: Entry = { seq: after + 1 + place, at, by, cause, event }
    return { position: position + 1 + place, chat, entry, json: JSON.stringify(entry) }
  })

export const mutants: Readonly<Record<string, Mutation>> = {
  /** The writer answers at once, and the append goes its way. */
  'acknowledged before it is stored': {
    node: withLog((log) => ({
      append(chat, after, drafts) {
        log.append(chat, after, drafts).catch(() => undefined)
        return Promise.resolve({ type: 'stored', entries: asIfStored(chat, after, drafts, 0) })
      },
    })),
  },

  /** Clients are told what is on its way to the log. */
  'told before it is stored': {
    node: withLog((log) => {
      let tell: (entries: readonly LogEntry[]) => void = () => undefined
      let position = 0
      return {
        append(chat, after, drafts) {
          tell(asIfStored(chat, after, drafts, position))
          return log.append(chat, after, drafts)
        },
        follow(after, onEntries) {
          tell = onEntries
          return log.follow(after, (entries) => {
            position = entries.at(-1)?.position ?? position
            onEntries(entries)
          })
        },
      }
    }),
  },

  /** After an unclear answer the same goes out again behind whatever is there. */
  'appended again without looking': {
    node: withLog((log) => ({
      async append(chat, after, drafts) {
        const first = await log.append(chat, after, drafts)
        if (first.type !== 'unknown') return first
        const { seq } = await log.head(chat)
        const again = await log.append(chat, seq, drafts)
        // What it believes of its own place is wrong then, so it reads the chat again.
        return again.type === 'stored' ? { type: 'unknown', cause: 'again' } : again
      },
    })),
  },

  /** What is called a conflict was not stored, and goes out again behind whatever is there. */
  'a conflict is believed': {
    node: withLog((log) => ({
      async append(chat, after, drafts) {
        const first = await log.append(chat, after, drafts)
        if (first.type !== 'conflict') return first
        const { seq } = await log.head(chat)
        const again = await log.append(chat, seq, drafts)
        return again.type === 'stored' ? { type: 'unknown', cause: 'again' } : again
      },
    })),
  },

  /** An append takes whatever place is free: two writers decide on what the other is changing. */
  'appended without the lock': {
    node: withLog((log) => ({
      async append(chat, _after, drafts) {
        const { seq } = await log.head(chat)
        return log.append(chat, seq, drafts)
      },
    })),
  },

  /** A chat is read from the node's own copy, and its head too, though others may have gone on. */
  'refused by a stale head': {
    node: withLog((log) => {
      const known = new Map<ChatId, LogEntry[]>()
      const of = (chat: ChatId): readonly LogEntry[] => known.get(chat) ?? []
      log.follow(0, (entries) => {
        for (const logged of entries) known.set(logged.chat, [...of(logged.chat), logged])
      })
      return {
        read: (chat, after, limit) => Promise.resolve(of(chat).slice(after, after + limit)),
        head: (chat) => Promise.resolve({ seq: of(chat).length, hash: '' }),
      }
    }),
  },

  /** A node that comes back goes on one entry too far. */
  'went on too far after a restart': {
    node: withLog((log) => ({
      follow: (after, onEntries) => log.follow(after === 0 ? 0 : after + 1, onEntries),
    })),
  },

  /** What a device of the same person moved on another node is undone. */
  'the last writer of a record wins': {
    node(ports) {
      const { records } = ports
      return {
        ...ports,
        records: {
          ...records,
          async put(key, value) {
            const current = await records.get(key)
            return records.put(key, value, current?.revision ?? 0)
          },
        },
      }
    },
  },

  /** Who was removed still listens. */
  'removed and still subscribed': { keepsTopics: true },

  /** What was read of a chat once is believed after every conflict. */
  'stale position kept': {
    node: withLog((log) => {
      const known = new Map<string, Promise<readonly LogEntry[]>>()
      return {
        read(chat, after, limit) {
          const key = `${chat} ${after} ${limit}`
          const found = known.get(key) ?? log.read(chat, after, limit)
          known.set(key, found)
          return found
        },
      }
    }),
  },

  /** Submissions are known only while their chat's actor remembers them. */
  'repeats known from memory only': {
    node: (ports) => ({
      ...ports,
      store: { ...ports.store, messages: { ...ports.store.messages, submitted: () => null } },
    }),
  },

  /** The feed goes live at once, and is told the past after it. */
  'subscribed before it caught up': {
    node: withLog((log, { env }) => ({
      follow(after, onEntries) {
        const past: (readonly LogEntry[])[] = []
        let isLive = false
        const following = log.follow(after, (entries) => {
          if (isLive) onEntries(entries)
          else past.push(entries)
        })
        const live = following.caughtUp.then(() => {
          isLive = true
          env.after(catchUpMs, () => past.forEach((entries) => onEntries(entries)))
        })
        return { caughtUp: live, stop: () => following.stop() }
      },
    })),
  },

  /** The store folds what it was handed again. */
  'folded twice': {
    node: withLog((log) => ({
      follow: (after, onEntries) =>
        log.follow(after, (entries) => {
          onEntries(entries)
          onEntries(entries.map((logged) => ({ ...logged, position: logged.position + 0.5 })))
        }),
    })),
  },

  /** Marks are told and never written. */
  'read marks in memory only': {
    node(ports) {
      const { records } = ports
      let tell: Parameters<Records['follow']>[1] = () => undefined
      return {
        ...ports,
        records: {
          ...records,
          async put(key, value, expected) {
            if (!key.startsWith('mark/')) return records.put(key, value, expected)
            const revision = expected + 1
            tell([{ key, value, revision }])
            return { type: 'stored', revision }
          },
          follow(after, onRecords) {
            tell = onRecords
            return records.follow(after, onRecords)
          },
        },
      }
    },
  },

  /** The first of a batch is lost, and those behind it are stored. */
  'overtaken by what waits behind it': {
    node: withLog((log) => ({
      async append(chat, after, drafts) {
        const [, ...others] = drafts
        if (others.length === 0 || drafts.length % 2 === 0) return log.append(chat, after, drafts)
        await log.append(chat, after, others)
        return { type: 'unknown', cause: 'the first was dropped' }
      },
    })),
  },

  /** A device says that it has kept a submission before it has. */
  'shown before it is kept': {
    storage: (storage) => ({
      ...storage,
      addSubmission(row) {
        storage.addSubmission(row).catch(() => undefined)
        return Promise.resolve()
      },
    }),
  },

  /** Those of one batch share the id of its first. */
  'stored under another name': {
    node: withLog((log) => ({
      append: (chat, after, drafts) =>
        log.append(
          chat,
          after,
          drafts.map((draft, place) => (place === 0 ? draft : { ...draft, cause: drafts[0]?.cause ?? draft.cause })),
        ),
    })),
  },
}
