/** What every adapter of the records must do. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { codeOf } from '../log/contract.ts'
import { type Json, type RecordEntry, recordKeyCharsMax, type Records, recordValueBytesMax } from './records.ts'

export interface OpenedRecords {
  readonly records: Records
  /** After the records' own close. */
  release(): Promise<void>
}

export function recordsContract(name: string, open: () => Promise<OpenedRecords>): void {
  describe(name, () => {
    let opened: OpenedRecords
    let records: Records
    const stored = async (key: string, value: Json, expected: number): Promise<number> => {
      const put = await records.put(key, value, expected)
      if (put.type !== 'stored') throw new Error(`The record ${key} was not stored.`)
      return put.revision
    }

    beforeEach(async () => {
      opened = await open()
      records = opened.records
    })
    afterEach(async () => {
      await records.close()
      await opened.release()
    })

    test('[REC1] what was put is got, with its revision; what was not is null', async () => {
      const value = { name: 'Ada', list: [1, null, 'two\n'], deep: { yes: true } }
      const revision = await stored('user/ada', value, 0)
      expect(await records.get('user/ada')).toEqual({ key: 'user/ada', value, revision })
      expect(await records.get('user/bob')).toBeNull()
    })

    test('[REC2] a put that expects another revision is a conflict, says what is there, and writes nothing', async () => {
      expect(await records.put('a', 1, 5)).toEqual({ type: 'conflict', current: null })
      const revision = await stored('a', 1, 0)
      const current = { key: 'a', value: 1, revision }
      for (const expected of [0, revision + 1, revision + 100])
        expect(await records.put('a', 2, expected)).toEqual({ type: 'conflict', current })
      expect(await records.get('a')).toEqual(current)
    })

    test('[REC3] of fifty that create a record at once one wins, and all others see its value', async () => {
      const puts = await Promise.all(Array.from({ length: 50 }, (_, place) => records.put('name/ada', place, 0)))
      const winner = puts.findIndex(({ type }) => type === 'stored')
      expect(puts.filter(({ type }) => type === 'stored')).toHaveLength(1)
      for (const put of puts) if (put.type === 'conflict') expect(put.current?.value).toBe(winner)
    })

    test('[REC4] revisions are unique and ascend over all records', async () => {
      const revisions = [await stored('b', 1, 0), await stored('a', 1, 0)]
      revisions.push(
        await stored('b', 2, revisions[0] ?? 0),
        await stored('a', null, revisions[1] ?? 0),
        await stored('a', 3, 0),
      )
      expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other))
    })

    test('[REC5] a removed record is got and listed no more, followers are told null, and it can be made again', async () => {
      const seen: RecordEntry[] = []
      await records.follow(0, (news) => seen.push(...news)).caughtUp
      const first = await stored('a', 1, 0)
      const removed = await stored('a', null, first)
      expect(await records.get('a')).toBeNull()
      expect(await records.list('')).toEqual([])
      expect(await records.put('a', 2, removed)).toEqual({ type: 'conflict', current: null })
      const again = await stored('a', 2, 0)
      expect(seen).toEqual([
        { key: 'a', value: 1, revision: first },
        { key: 'a', value: null, revision: removed },
        { key: 'a', value: 2, revision: again },
      ])
      const late: RecordEntry[] = []
      await records.follow(first, (news) => late.push(...news)).caughtUp
      expect(late).toEqual([{ key: 'a', value: 2, revision: again }])
    })

    test('[REC6] a list holds the records whose key begins with the prefix, by key', async () => {
      for (const key of ['b/2', 'a/2', 'a/10', 'a', 'a/1/x', 'ab', 'A/1', 'a-b', 'a_b', 'a.b'])
        await stored(key, key, 0)
      expect((await records.list('a/')).map(({ key }) => key)).toEqual(['a/1/x', 'a/10', 'a/2'])
      expect((await records.list('a')).map(({ key }) => key)).toEqual([
        'a',
        'a-b',
        'a.b',
        'a/1/x',
        'a/10',
        'a/2',
        'a_b',
        'ab',
      ])
      expect(await records.list('')).toHaveLength(10)
      expect(await records.list('zz')).toEqual([])
    })

    test('[REC7] a key that is none is invalid and a value that is too large is refused; nothing is stored', async () => {
      const wrong = ['', '/', 'a/', '/a', 'a//b', 'a b', 'ä', 'a\nb', 'a%', 'a'.repeat(recordKeyCharsMax + 1)]
      for (const key of wrong) expect(await codeOf(records.put(key, 1, 0))).toBe('invalid')
      expect(await codeOf(records.put('big', 'x'.repeat(recordValueBytesMax - 1), 0))).toBe('tooLarge')
      expect(await codeOf(records.put('big', 'ä'.repeat(recordValueBytesMax / 2), 0))).toBe('tooLarge')
      expect(await records.list('')).toEqual([])
      await stored('a'.repeat(recordKeyCharsMax), 'x'.repeat(recordValueBytesMax - 2), 0)
    })

    test('[REC8] a follower hears the last state of every record after its revision, once, in order, also in a storm', async () => {
      const last = new Map<string, RecordEntry>()
      const revisions: number[] = []
      const writers = Array.from({ length: 20 }, async (_, place) => {
        const key = `k/${place}`
        let revision = 0
        for (let value = 0; value < 30; value++) {
          revision = await stored(key, value, revision)
          if (place === 3 && value === 10)
            records.follow(0, (news) => {
              for (const record of news) {
                last.set(record.key, record)
                revisions.push(record.revision)
              }
            })
        }
      })
      await Promise.all(writers)
      await stored('end', 1, 0)
      await records.follow(0, () => undefined).caughtUp
      expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other))
      expect([...last.values()].sort((one, other) => (one.key < other.key ? -1 : 1))).toEqual([
        ...(await records.list('')),
      ])
    })

    test('[REC9] followers are told before the put settles, and nothing after they stopped', async () => {
      const told: number[] = []
      const following = records.follow(0, (news) => told.push(...news.map(({ revision }) => revision)))
      await following.caughtUp
      const first = await stored('a', 1, 0)
      expect(told).toEqual([first])
      following.stop()
      await stored('a', 2, first)
      expect(told).toEqual([first])
    })

    test('[REC10] close waits for what is under way; calls after it are unavailable', async () => {
      const under = records.put('a', 1, 0)
      await records.close()
      expect((await under).type).toBe('stored')
      expect(await codeOf(records.put('a', 2, 1))).toBe('unavailable')
      expect(await codeOf(records.get('a'))).toBe('unavailable')
    })

    test('[REC11] a value that its writer or reader changes later is not changed in the record', async () => {
      const value = { list: [1] }
      await stored('a', value, 0)
      value.list.push(2)
      expect((await records.get('a'))?.value).toEqual({ list: [1] })
    })
  })
}
