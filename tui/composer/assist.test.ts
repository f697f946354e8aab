import { expect, test } from 'bun:test'
import { assistFor, type AssistSources, type Candidate, closedEmoji, complete } from './assist.ts'
import { editorOf } from './edit.ts'
import { loadEmoji } from './emoji.ts'

const person = (name: string, detail = ''): Candidate => ({ name, detail, insert: `@${name}` })
const sources: AssistSources = {
  people: [person('xan'), person('joanna'), person('bob', 'Anton B'), person('ann'), person('a_n')],
  chats: [{ name: 'Plans', detail: 'group', insert: '#Plans' }],
  commands: [{ name: 'invite', detail: 'Add somebody', insert: '/invite ' }],
  emoji: await loadEmoji(),
}
const offered = (text: string): readonly string[] =>
  assistFor(editorOf(text), sources)?.items.map(({ insert }) => insert) ?? []

test('[COMPOSE13] names that begin with it come first, then other words, then parts, then its letters in order', () => {
  expect(offered('hi @an')).toEqual(['@ann', '@bob', '@xan', '@joanna', '@a_n'])
  expect(offered('@')).toHaveLength(5)
  expect(offered('#pl')).toEqual(['#Plans'])
  expect(offered('/in')).toEqual(['/invite '])
})

test('[COMPOSE13] a popup opens at a word of its own only, a command at the start only, nothing in code', () => {
  for (const text of ['mail@an', 'so /in', '`@an', '```\n@an', '@an ', 'http://an', '10:sm', ':s', '@nobody'])
    expect(assistFor(editorOf(text), sources)).toBeNull()
  expect(offered('(@ann')[0]).toBe('@ann')
  expect(offered('`x` @ann')[0]).toBe('@ann')
  expect(assistFor({ ...editorOf('@ann'), anchor: 0 }, sources)).toBeNull()
})

test('[COMPOSE13] what is chosen replaces the word, in one step of undo', () => {
  const editor = { ...editorOf('hi @an there'), cursor: 6 }
  const assist = assistFor(editor, sources)
  const item = assist?.items[0]
  if (assist === null || item === undefined) throw new Error('nothing is offered')
  const done = complete(editor, assist, item)
  expect(done.text).toBe('hi @ann there')
  expect(done.undo).toHaveLength(1)
})

test('[COMPOSE14] an emoji is found by its names and by what it is about', () => {
  expect(offered(':tad')[0]).toBe('🎉')
  expect(offered(':+1')[0]).toBe('👍')
  expect(offered(':thumbsup')[0]).toBe('👍')
  expect(offered(':celebration')).toContain('🎉')
})

test('[COMPOSE14] a whole name becomes its character with the closing colon, but not in code', () => {
  expect(closedEmoji(editorOf('so :tada:'), sources.emoji)).toEqual({ from: 3, character: '🎉' })
  for (const text of ['so :nothing:', 'a:tada:', '`:tada:', '::'])
    expect(closedEmoji(editorOf(text), sources.emoji)).toBeNull()
})

test('[COMPOSE14] a character carries no variation selector that it does not need', () => {
  expect(sources.emoji?.byName.get('+1')?.character).toBe('\u{1f44d}')
  expect(sources.emoji?.byName.get('heart')?.character).toBe('\u2764\ufe0f')
})
