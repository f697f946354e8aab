import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type PaletteEntry, rank } from './rank.ts'

const entry = (label: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
  kind: 'chat',
  id: label,
  label,
  detail: '',
  usedAt: 0,
  ...more,
})
const labels = (query: string, entries: readonly PaletteEntry[], max = 100): readonly string[] =>
  rank(query, entries, max).map(({ entry }) => entry.label)

test('[KEYS12] what begins with the query comes first, then its words, what holds it, the detail, its letters in order', () => {
  const all = [
    entry('People alone'),
    entry('about', { detail: 'planet' }),
    entry('explanations'),
    entry('Pet lions are nice'),
    entry('The plan'),
    entry('Planning'),
    entry('plan'),
    entry('nothing'),
  ]
  expect(labels('plan', all)).toEqual([
    'plan',
    'Planning',
    'Pet lions are nice',
    'The plan',
    'explanations',
    'about',
    'People alone',
  ])
  expect(labels('PLAN', all)).toEqual(labels('plan', all))
  // The first place that holds it is within a word, a later one begins one.
  expect(labels('an', [entry('banana'), entry('man and woman')])).toEqual(['man and woman', 'banana'])
})

test('[KEYS12] among equals a chat comes before a person, a command and a message, then what was used later', () => {
  const all = [
    entry('news of the day', { kind: 'message' }),
    entry('new group', { kind: 'command' }),
    entry('newton', { kind: 'person' }),
    entry('newest', { usedAt: 1 }),
    entry('newer', { usedAt: 2 }),
  ]
  expect(labels('new', all)).toEqual(['newer', 'newest', 'newton', 'new group', 'news of the day'])
})

test('[KEYS12] a sign narrows to one kind; without a query everything but messages is listed', () => {
  const all = [
    entry('plans'),
    entry('petra', { kind: 'person' }),
    entry('palette', { kind: 'command' }),
    entry('pending', { kind: 'message' }),
  ]
  expect(labels('@', all)).toEqual(['petra'])
  expect(labels('#p', all)).toEqual(['plans'])
  expect(labels('> pal', all)).toEqual(['palette'])
  expect(labels('/pend', all)).toEqual(['pending'])
  expect(labels('@plans', all)).toEqual([])
  expect(labels('', all)).toEqual(['plans', 'petra', 'palette'])
})

test('[KEYS12] letters in their order are enough in a name, and not in a message', () => {
  const all = [
    entry('people alone', { kind: 'message' }),
    entry('People alone'),
    entry('the plan', { kind: 'message' }),
  ]
  expect(rank('plan', all, 10).map(({ entry }) => [entry.kind, entry.label])).toEqual([
    ['message', 'the plan'],
    ['chat', 'People alone'],
  ])
})

test('[KEYS12] the matched letters are told by their places in the label', () => {
  const places = (query: string, label: string): readonly number[] => rank(query, [entry(label)], 1)[0]?.positions ?? []
  expect(places('pla', 'Plans')).toEqual([0, 1, 2])
  expect(places('pla', 'The plan')).toEqual([4, 5, 6])
  expect(places('tp', 'The plan')).toEqual([0, 4])
  expect(places('lan', 'plan')).toEqual([1, 2, 3])
  expect(places('pn', 'plan')).toEqual([0, 3])
  // In lower case this label is longer: nothing is marked rather than the wrong letters.
  expect(places('lan', 'İ plan')).toEqual([])
})

test('[KEYS12] at most so many are offered, each once, and their places are in their labels, whatever is asked', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 80 })
  fc.assert(
    fc.property(texts, fc.array(texts, { maxLength: 20 }), fc.integer({ min: -1, max: 10 }), (query, all, max) => {
      const entries = all.map((label, place) => entry(label, { id: String(place) }))
      const found = rank(query, entries, max)
      expect(found.length).toBeLessThanOrEqual(Math.max(0, max))
      expect(new Set(found.map(({ entry }) => entry.id)).size).toBe(found.length)
      for (const { entry, positions } of found) {
        expect([...positions].sort((one, other) => one - other)).toEqual([...positions])
        expect(positions.every((place) => place >= 0 && place < entry.label.length)).toBe(true)
      }
    }),
  )
})
