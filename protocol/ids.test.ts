import { expect, test } from 'bun:test'
import { CryptoHasher } from 'bun'
import * as fc from 'fast-check'
import { type Cursor, formatCursors, parseCursors } from './cursor.ts'
import {
  type ChatId,
  isChatId,
  isUserId,
  newChatId,
  newEpoch,
  newUserId,
  privateChatId,
  submissionIdOfKey,
} from './ids.ts'
import { limits, utf8Bytes } from './limits.ts'
import { toUsername } from './person.ts'

const sha256 = (text: string): Uint8Array => new CryptoHasher('sha256').update(text).digest()
const sources = fc.record({
  now: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
})
const idOf = ({ now, random }: { now: number; random: number }): ChatId =>
  newChatId({ now: () => now, random: () => random })

test('[ID1] an id has 26 characters that need no quoting, and its guard knows it', () => {
  fc.assert(
    fc.property(sources, (source) => {
      expect(idOf(source)).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)
      expect(isChatId(idOf(source))).toBe(true)
    }),
  )
  for (const text of [
    '',
    '0',
    '0'.repeat(25),
    '0'.repeat(27),
    `8${'0'.repeat(25)}`,
    `${'0'.repeat(25)}u`,
    '0'.repeat(26).replace('0', 'A'),
    `${'0'.repeat(26)}\n`,
  ])
    expect(isUserId(text)).toBe(false)
})

test('[ID2] ids sort by their time', () => {
  fc.assert(
    fc.property(sources, sources, (one, other) => {
      if (one.now !== other.now) expect(idOf(one) < idOf(other)).toBe(one.now < other.now)
    }),
  )
  expect(newEpoch({ now: () => 0, random: () => 0 })).toMatch(/^0{26}$/)
  expect(newEpoch({ now: () => 2 ** 48 - 1, random: () => 1 - 2 ** -53 })).toMatch(/^7z{25}$/)
  expect(() => newEpoch({ now: () => 2 ** 48, random: () => 0 })).toThrow()
})

test('[ID3] two people have one private chat, whoever asks, and a key stands for one submission', () => {
  fc.assert(
    fc.property(sources, sources, (one, other) => {
      const [ann, ben] = [one, other].map(({ now, random }) => newUserId({ now: () => now, random: () => random }))
      if (ann === undefined || ben === undefined) return
      expect(privateChatId(sha256, ann, ben)).toBe(privateChatId(sha256, ben, ann))
    }),
  )
  fc.assert(
    fc.property(fc.string(), (key) => expect(submissionIdOfKey(sha256, key)).toMatch(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)),
  )
  // Scripts keep keys for years: what one stands for never changes.
  expect<string>(submissionIdOfKey(sha256, 'deploy-1.4')).toBe('7f73kzgq9ye0khea59s5t58xp9')
})

test('[CURSOR1] cursors come back from their text, and no other text is one', () => {
  const cursor = fc.record({ epoch: sources, seq: fc.nat({ max: Number.MAX_SAFE_INTEGER }) })
  fc.assert(
    fc.property(fc.array(fc.tuple(sources, cursor), { maxLength: 20 }), (list) => {
      const cursors = new Map<ChatId, Cursor>()
      for (const [chat, { epoch, seq }] of list) {
        const { now, random } = epoch
        cursors.set(idOf(chat), { epoch: newEpoch({ now: () => now, random: () => random }), seq })
      }
      const text = formatCursors(cursors)
      expect(text).toMatch(/^[0-9a-z/=,+]*$/)
      expect(parseCursors(text)).toEqual(cursors)
    }),
  )
  const id = '0'.repeat(26)
  for (const text of [
    'x',
    '/',
    `${id}/`,
    `${id}/${id}`,
    `${id}/${id}=`,
    `${id}/${id}=-1`,
    `${id}/${id}=1.5`,
    `${id}/${id}=9007199254740992`,
    `${id}/${id}=1/`,
    `${id}/${id}=1,`,
    `${id}/${id}=1+`,
  ])
    expect(parseCursors(text)).toBeNull()
  fc.assert(fc.property(fc.string(), (text) => void parseCursors(text)))
})

test('[LIMIT1] a text has as many bytes as its encoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
      const odd = units.map((unit) => String.fromCharCode(unit)).join('')
      for (const one of [text, odd, text + odd]) expect(utf8Bytes(one)).toBe(new TextEncoder().encode(one).length)
    }),
    { numRuns: 1_000 },
  )
})

test('[LIMIT2] a username is short, in lower case, and begins and ends with a letter or digit', () => {
  expect(toUsername('Ann.B-2')).toBe('ann.b-2')
  for (const text of ['ab', '_ann', 'ann.', 'a nn', 'änn', '', 'x'.repeat(limits.usernameCharsMax + 1)])
    expect(toUsername(text)).toBeNull()
})
