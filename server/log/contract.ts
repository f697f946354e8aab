/** What every adapter of the log must do. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  type ChatId,
  FailureError,
  type IdSource,
  newChatId,
  newSubmissionId,
  newUserId,
  type UserId,
} from '@parley/protocol'
import { verify, zeroHash } from './chain.ts'
import type { Appended, Draft, ImportingLog, LogEntry } from './log.ts'
import { createMemoryLog } from './memory.ts'

export interface OpenedLog {
  readonly log: ImportingLog
  /** What the log told its `onDefect`. */
  readonly defects: readonly unknown[]
  /** After the log's own close. */
  release(): Promise<void>
}

/** The same ids and salts for the same seed. */
export function testEnv(seed: number): IdSource {
  let state = seed >>> 0
  return {
    now: () => 1_764_000_000_000,
    random() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
  }
}

export const start = { seq: 0, hash: zeroHash }

export const posted = (env: IdSource, by: UserId, text: string): Draft => ({
  at: env.now(),
  by,
  cause: newSubmissionId(env),
  event: { type: 'messagePosted', content: { kind: 'text', text } },
})

export function entriesOf(appended: Appended): readonly LogEntry[] {
  if (appended.type !== 'stored') throw new Error(`The append was not stored: ${appended.type}`)
  return appended.entries
}

export const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : String(error)),
  )

export function logContract(name: string, open: (env: IdSource) => Promise<OpenedLog>): void {
  describe(name, () => {
    const env = testEnv(7)
    const by = newUserId(env)
    let opened: OpenedLog
    let log: ImportingLog
    let chat: ChatId
    const post = (text = 'hello'): Draft => posted(env, by, text)
    const seqsOf = (entries: readonly LogEntry[]): number[] => entries.map(({ entry }) => entry.seq)

    beforeEach(async () => {
      opened = await open(env)
      log = opened.log
      chat = newChatId(env)
    })
    afterEach(async () => {
      await log.close()
      await opened.release()
    })

    test('[LOG1] entries of a chat are 1, 2, 3 in the order of the drafts', async () => {
      const texts = ['a', 'b', 'c', 'd', 'e']
      entriesOf(await log.append(chat, 0, texts.slice(0, 2).map(post)))
      entriesOf(await log.append(chat, 2, texts.slice(2).map(post)))
      const read = await log.read(chat, 0, 10)
      expect(seqsOf(read)).toEqual([1, 2, 3, 4, 5])
      expect(read.map(({ entry }) => ('content' in entry.event ? entry.event.content : null))).toEqual(
        texts.map((text) => ({ kind: 'text' as const, text })),
      )
    })

    test('[LOG2] append after a head that is not the head is a conflict and writes nothing', async () => {
      entriesOf(await log.append(chat, 0, [post(), post()]))
      for (const after of [0, 1, 3, 100]) expect(await log.append(chat, after, [post()])).toEqual({ type: 'conflict' })
      expect(await log.append(newChatId(env), 1, [post()])).toEqual({ type: 'conflict' })
      expect(seqsOf(await log.read(chat, 0, 10))).toEqual([1, 2])
      expect((await log.head(chat)).seq).toBe(2)
    })

    test('[LOG3] all drafts of an append stand together, or none does', async () => {
      const [one, other] = await Promise.all([
        log.append(chat, 0, [post(), post(), post()]),
        log.append(chat, 0, [post(), post()]),
      ])
      expect(other).toEqual({ type: 'conflict' })
      const positions = entriesOf(one).map(({ position }) => position)
      expect(positions.map((position) => position - (positions[0] ?? 0))).toEqual([0, 1, 2])
      expect(await log.read(chat, 0, 10)).toEqual(entriesOf(one))
    })

    test('[LOG4] of writers that race for a place one wins', async () => {
      for (let after = 0; after < 5; after++) {
        const racers = await Promise.all(Array.from({ length: 20 }, () => log.append(chat, after, [post()])))
        expect(racers.filter(({ type }) => type === 'stored')).toHaveLength(1)
        expect(racers.filter(({ type }) => type === 'conflict')).toHaveLength(19)
      }
      expect(seqsOf(await log.read(chat, 0, 10))).toEqual([1, 2, 3, 4, 5])
    })

    test('[LOG5] whoever reads after an append has settled sees it', async () => {
      for (let after = 0; after < 20; after++) {
        const [entry] = entriesOf(await log.append(chat, after, [post(`number ${after}`)]))
        expect(log.readNow(chat, after, after + 1, 10)).toEqual([entry?.json ?? ''])
        expect((await log.read(chat, after, 1))[0]).toEqual(entry)
        expect((await log.head(chat)).seq).toBe(after + 1)
      }
    })

    test('[LOG6] a page holds what was asked for: after a seq, up to a seq, at most so many, of one chat', async () => {
      const other = newChatId(env)
      entriesOf(await log.append(other, 0, [post()]))
      const entries = entriesOf(
        await log.append(
          chat,
          0,
          Array.from({ length: 9 }, () => post()),
        ),
      )
      expect(seqsOf(await log.read(chat, 2, 3))).toEqual([3, 4, 5])
      expect(await log.read(chat, 9, 3)).toEqual([])
      expect(log.readNow(chat, 2, 5, 100)).toEqual(entries.slice(2, 5).map(({ json }) => json))
      expect(log.readNow(chat, 2, 9, 2)).toEqual(entries.slice(2, 4).map(({ json }) => json))
      expect(log.readNow(chat, 5, 5, 9)).toEqual([])
      expect(await log.read(newChatId(env), 0, 9)).toEqual([])
      expect(await log.head(newChatId(env))).toEqual(start)
    })

    test('[LOG7] a follower sees every entry after its position once, in the order of positions', async () => {
      const early = entriesOf(await log.append(chat, 0, [post(), post(), post()]))
      const seen: LogEntry[] = []
      const following = log.follow(early[0]?.position ?? 0, (entries) => seen.push(...entries))
      await following.caughtUp
      expect(seen).toEqual(early.slice(1))
      const late = entriesOf(await log.append(chat, 3, [post(), post()]))
      expect(seen).toEqual([...early.slice(1), ...late])
    })

    test('[LOG8] a follower that starts in a storm of appends misses none and sees none twice', async () => {
      const chats = Array.from({ length: 20 }, () => newChatId(env))
      const followers: { seen: LogEntry[]; caughtUp: Promise<void> }[] = []
      const storm = chats.map(async (chat, place) => {
        for (let after = 0; after < 60; after += 2) {
          if (after === place) {
            const seen: LogEntry[] = []
            const { caughtUp } = log.follow(0, (entries) => seen.push(...entries))
            followers.push({ seen, caughtUp })
          }
          entriesOf(await log.append(chat, after, [post(), post()]))
        }
      })
      await Promise.all(storm)
      await Promise.all(followers.map(({ caughtUp }) => caughtUp))
      expect(followers).toHaveLength(10)
      for (const { seen } of followers) {
        expect(seen).toHaveLength(20 * 60)
        const positions = seen.map(({ position }) => position)
        expect(positions).toEqual([...new Set(positions)].sort((one, other) => one - other))
        for (const chat of chats)
          expect(seqsOf(seen.filter((entry) => entry.chat === chat))).toEqual(
            Array.from({ length: 60 }, (_, place) => place + 1),
          )
      }
    })

    test('[LOG9] followers are told before the append settles', async () => {
      const told: string[] = []
      await log.follow(0, (entries) => told.push(...entries.map(({ json }) => json))).caughtUp
      for (let after = 0; after < 5; after++) {
        const [entry] = entriesOf(await log.append(chat, after, [post()]))
        expect(told.at(-1)).toBe(entry?.json ?? '')
      }
    })

    test('[LOG10] a follower that stopped hears nothing more, also in the middle of its past', async () => {
      entriesOf(await log.append(chat, 0, [post()]))
      let heard = 0
      const early = log.follow(0, () => (heard += 1))
      early.stop()
      await early.caughtUp
      const live = log.follow(0, () => (heard += 1))
      await live.caughtUp
      live.stop()
      entriesOf(await log.append(chat, 1, [post()]))
      expect(heard).toBe(1)
    })

    test('[LOG11] a follower that throws is reported; the others and the append do not suffer', async () => {
      const seen: LogEntry[] = []
      await log.follow(0, () => {
        throw new Error('a bug of a follower')
      }).caughtUp
      await log.follow(0, (entries) => seen.push(...entries)).caughtUp
      entriesOf(await log.append(chat, 0, [post()]))
      expect(seqsOf(seen)).toEqual([1])
      expect(opened.defects).toHaveLength(1)
    })

    test('[LOG12] the text of an entry is its JSON, the same from append, read and follow', async () => {
      const seen: LogEntry[] = []
      await log.follow(0, (entries) => seen.push(...entries)).caughtUp
      const stored = entriesOf(
        await log.append(chat, 0, [
          {
            ...post(),
            event: { type: 'chatCreated', chatType: 'group', title: 'Tea', members: [{ user: by, role: 'owner' }] },
          },
          post('two\nlines, "quotes", \u{1f375}, \ud800 and \u2028'),
          { ...post(), event: { type: 'messagePosted', content: { kind: 'text', text: 'yes' }, replyTo: 2 } },
          { ...post(), event: { type: 'messageEdited', seq: 2, content: { kind: 'text', text: 'no' } } },
          { ...post(), event: { type: 'memberLeft' } },
        ]),
      )
      expect(await log.read(chat, 0, 10)).toEqual(stored)
      expect(seen).toEqual([...stored])
      for (const { json, entry } of stored) {
        const parsed: unknown = JSON.parse(json)
        expect(parsed).toEqual(entry)
      }
    })

    test('[LOG13] redacted entries read as deleted and keep place, author and hash; others are left alone', async () => {
      const before = entriesOf(
        await log.append(chat, 0, [post('keep'), post('secret'), { ...post(), event: { type: 'memberLeft' } }]),
      )
      const hashes = log.sealed(chat, 0, 9).map(({ hash }) => hash)
      await log.redact(chat, [2, 3, 99])
      await log.redact(chat, [2])
      await log.redact(newChatId(env), [1])
      const after = await log.read(chat, 0, 9)
      expect(after[1]?.entry).toEqual({
        ...entryAt(before, 1),
        event: { type: 'messagePosted', content: { kind: 'deleted' } },
      })
      expect(after[1]?.position).toBe(before[1]?.position ?? 0)
      expect([after[0], after[2]]).toEqual([before[0], before[2]])
      expect(log.sealed(chat, 0, 9).map(({ hash }) => hash)).toEqual(hashes)
      expect(log.sealed(chat, 1, 1)[0]?.salt).toBeNull()
      const seen: LogEntry[] = []
      await log.follow(0, (entries) => seen.push(...entries)).caughtUp
      expect(seen).toEqual([...after])
    })

    test('[LOG14] a chain is whole, and stays so when content is erased and entries follow', async () => {
      entriesOf(await log.append(chat, 0, [post('a'), post('b')]))
      const head = await log.head(chat)
      await log.redact(chat, [1])
      expect(verify(chat, start, log.sealed(chat, 0, 9))).toEqual({ type: 'whole', head })
      entriesOf(await log.append(chat, 2, [post('c')]))
      expect(verify(chat, head, log.sealed(chat, 2, 9))).toEqual({ type: 'whole', head: await log.head(chat) })
      expect(await log.head(chat)).not.toEqual(head)
    })

    test('[VER1] chats with entries are listed by id, in pages', async () => {
      const others = [newChatId(env), newChatId(env)]
      for (const one of [chat, ...others]) entriesOf(await log.append(one, 0, [post('a')]))
      // This one never gets its first entry.
      await log.append(newChatId(env), 1, [post('no')])
      const listed: ChatId[] = []
      for (let page = log.chats('', 2); page.length > 0; page = log.chats(page.at(-1) ?? '', 2)) listed.push(...page)
      expect(listed).toEqual([chat, ...others].sort())
    })

    test('[MIG1] entries of another log are taken as they are, erased ones too, once and only where they follow', async () => {
      const other = createMemoryLog(testEnv(77), () => undefined)
      const leave: Draft = { ...post(), event: { type: 'memberLeft' } }
      entriesOf(await other.append(chat, 0, [post('a'), post('secret'), leave]))
      await other.redact(chat, [2])
      const sealed = other.sealed(chat, 0, 9)
      expect(await codeOf(log.importSealed(chat, 0, sealed.slice(1)))).toBe('invalid')
      expect(await log.importSealed(chat, 0, sealed.slice(0, 1))).toBe(true)
      expect(await log.importSealed(chat, 0, sealed)).toBe(false)
      expect(await log.importSealed(chat, 1, sealed.slice(1))).toBe(true)
      expect(log.sealed(chat, 0, 9)).toEqual([...sealed])
      expect(await log.head(chat)).toEqual(await other.head(chat))
      expect((await log.read(chat, 0, 9)).map(({ json }) => json)).toEqual([...other.readNow(chat, 0, 9, 9)])
      const seen: LogEntry[] = []
      await log.follow(0, (entries) => seen.push(...entries)).caughtUp
      expect(seen.map(({ json }) => json)).toEqual([...other.readNow(chat, 0, 9, 9)])
      entriesOf(await log.append(chat, 3, [post('b')]))
      await log.redact(chat, [1])
      expect(verify(chat, start, log.sealed(chat, 0, 9)).type).toBe('whole')
      expect(log.sealed(chat, 0, 1)[0]?.salt).toBeNull()
    })

    test('[LOG15] close waits for what is under way; calls after it are unavailable', async () => {
      const under = log.append(chat, 0, [post()])
      await log.close()
      expect((await under).type).toBe('stored')
      expect(await codeOf(log.append(chat, 1, [post()]))).toBe('unavailable')
      expect(await codeOf(log.read(chat, 0, 1))).toBe('unavailable')
      expect(await codeOf(log.redact(chat, [1]))).toBe('unavailable')
      expect(() => log.readNow(chat, 0, 1, 1)).toThrow(FailureError)
    })
  })
}

function entryAt(entries: readonly LogEntry[], place: number): LogEntry['entry'] {
  const found = entries[place]
  if (found === undefined) throw new Error(`There is no entry at ${place}.`)
  return found.entry
}
