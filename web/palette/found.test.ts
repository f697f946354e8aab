import { expect, test } from 'bun:test'
import type { PaletteEntry } from '@parley/protocol/text'
import * as fc from 'fast-check'
import { foundSections, foundText, keyOf, movedTo, type Offers, rowsOf, runsOf } from './found.ts'

const entry = (kind: PaletteEntry['kind'], label: string, usedAt = 0): PaletteEntry => ({
  kind,
  id: label,
  label,
  detail: '',
  usedAt,
})
const offers: Offers = {
  chat: [entry('chat', 'Planning', 1), entry('chat', 'Family', 3), entry('chat', 'Log of errors', 2)],
  person: [entry('person', 'Petra Lang')],
  command: [entry('command', 'Log out'), entry('command', 'Open the settings')],
  message: [entry('message', 'the plan is good')],
}
const labels = (query: string): readonly string[] =>
  foundSections(query, offers).map(
    ({ title, matches }) => `${title}: ${matches.map(({ entry }) => entry.label).join()}`,
  )

test('[WEBK19] without a query chats and commands are shown, with a sign one kind', () => {
  expect(labels('')).toEqual(['Chats: Family,Log of errors,Planning', 'Commands: Log out,Open the settings'])
  expect(labels('@')).toEqual(['People: Petra Lang'])
  expect(labels('>set')).toEqual(['Commands: Open the settings'])
  expect(labels('/plan')).toEqual(['Messages in this chat: the plan is good'])
})

test('[WEBK19] the section with the best row comes first, among equals chats, people, commands, messages', () => {
  expect(labels('log out')).toEqual(['Commands: Log out'])
  expect(labels('log')).toEqual(['Chats: Log of errors', 'Commands: Log out'])
  expect(labels('pl')).toEqual(['Chats: Planning', 'People: Petra Lang', 'Messages in this chat: the plan is good'])
  expect(labels('plan is')).toEqual(['Messages in this chat: the plan is good'])
})

test('[WEBK19] of thousands of chats only what can be drawn is shown, each row once', () => {
  const many = Array.from({ length: 12_000 }, (_, at) => entry('chat', `Plan ${at}`, at))
  for (const query of ['', 'p', 'plan 1', '#']) {
    const rows = rowsOf(foundSections(query, { ...offers, chat: many }))
    expect(rows.length).toBeLessThanOrEqual(60)
    expect(new Set(rows.map(({ entry }) => keyOf(entry))).size).toBe(rows.length)
  }
})

test('[WEBK20] the arrows go round, Home and End to the ends, other keys are not the list’s', () => {
  expect([movedTo('ArrowDown', 2, 3), movedTo('ArrowUp', 0, 3)]).toEqual([0, 2])
  expect([movedTo('Home', 1, 3), movedTo('End', 1, 3), movedTo('a', 1, 3)]).toEqual([0, 2, null])
  expect(movedTo('ArrowDown', -1, 0)).toBeNull()
})

test('[WEBK20] how many were found is told in words', () => {
  expect(foundText(foundSections('log', offers))).toBe('1 chat, 1 command')
  expect(foundText([])).toBe('Nothing found')
})

test('[WEBK21] the pieces of a label are the label, and those that matched are marked', () => {
  expect(runsOf('The plan', [4, 5])).toEqual([
    { text: 'The ', isMatched: false },
    { text: 'pl', isMatched: true },
    { text: 'an', isMatched: false },
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(20)), (label, positions) => {
      const runs = runsOf(label, positions)
      expect(runs.map(({ text }) => text).join('')).toBe(label)
      expect(runs.every(({ isMatched }, at) => runs[at + 1]?.isMatched !== isMatched)).toBe(true)
    }),
  )
})
