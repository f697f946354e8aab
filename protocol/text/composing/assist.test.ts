import { expect, test } from 'bun:test'
import { assistFor, type AssistSources, type Candidate, closedEmoji, completionOf } from './assist.ts'
import { indexEmoji } from './emoji.ts'

const person = (name: string, detail = ''): Candidate => ({ name, detail, insert: `@${name}` })
const atEnd = (text: string): { text: string; cursor: number; anchor: null } => ({
  text,
  cursor: text.length,
  anchor: null,
})
const emoji = indexEmoji(
  [
    { hexcode: '1F44D', character: '\u{1f44d}\ufe0f', tags: ['good', 'yes'] },
    { hexcode: '2764', character: '\u2764\ufe0f', tags: ['love'] },
    { hexcode: '1F389', character: '\u{1f389}', tags: ['celebration', 'party'] },
    { hexcode: '1F1E6', character: '\u{1f1e6}' },
  ],
  [
    { '1F44D': ['+1', 'thumbsup'], '2764': 'heart' },
    { '1F44D': '+1', '1F389': 'tada' },
  ],
)
const sources: AssistSources = {
  people: [person('xan'), person('joanna'), person('bob', 'Anton B'), person('ann'), person('a_n')],
  chats: [{ name: 'Plans', detail: 'group', insert: '#Plans' }],
  commands: [{ name: 'invite', detail: 'Add somebody', insert: '/invite ' }],
  emoji,
}
const offered = (text: string): readonly string[] =>
  assistFor(atEnd(text), sources)?.items.map(({ insert }) => insert) ?? []

test('[COMPOSE13] names that begin with it come first, then other words, then parts, then its letters in order', () => {
  expect(offered('hi @an')).toEqual(['@ann', '@bob', '@xan', '@joanna', '@a_n'])
  expect(offered('@')).toHaveLength(5)
  expect(offered('#pl')).toEqual(['#Plans'])
  expect(offered('/in')).toEqual(['/invite '])
})

test('[COMPOSE13] a popup opens at a word of its own only, a command at the start only, nothing in code', () => {
  for (const text of ['mail@an', 'so /in', '`@an', '```\n@an', '@an ', 'http://an', '10:sm', ':s', '@nobody'])
    expect(assistFor(atEnd(text), sources)).toBeNull()
  expect(offered('(@ann')[0]).toBe('@ann')
  expect(offered('`x` @ann')[0]).toBe('@ann')
  expect(assistFor({ ...atEnd('@ann'), anchor: 0 }, sources)).toBeNull()
})

test('[COMPOSE13] what is chosen replaces the word, with a space behind it', () => {
  const editor = { text: 'hi @an there', cursor: 6, anchor: null }
  const assist = assistFor(editor, sources)
  const item = assist?.items[0]
  if (assist === null || item === undefined) throw new Error('nothing is offered')
  expect(assist).toMatchObject({ from: 3, to: 6 })
  expect(completionOf(editor.text, assist, item)).toBe('@ann')
  expect(completionOf('hi @an', assist, item)).toBe('@ann ')
})

test('[COMPOSE14] an emoji is found by its names and by what it is about', () => {
  expect(offered(':tad')[0]).toBe('🎉')
  expect(offered(':+1')[0]).toBe('👍')
  expect(offered(':thumbsup')[0]).toBe('👍')
  expect(offered(':celebration')).toContain('🎉')
})

test('[COMPOSE14] a whole name becomes its character with the closing colon, but not in code', () => {
  expect(closedEmoji(atEnd('so :tada:'), sources.emoji)).toEqual({ from: 3, character: '🎉' })
  for (const text of ['so :nothing:', 'a:tada:', '`:tada:', '::'])
    expect(closedEmoji(atEnd(text), sources.emoji)).toBeNull()
})

test('[COMPOSE14] a character carries no variation selector that it does not need', () => {
  expect(sources.emoji?.byName.get('+1')?.character).toBe('\u{1f44d}')
  expect(sources.emoji?.byName.get('heart')?.character).toBe('\u2764\ufe0f')
})
