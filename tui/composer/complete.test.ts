import { expect, test } from 'bun:test'
import { assistFor } from '@parley/protocol/text'
import { complete } from './complete.ts'
import { editorOf } from './edit.ts'
import { loadEmoji } from './emoji.ts'

test('[COMPOSE13] what is chosen replaces the word in one step of undo', () => {
  const editor = { ...editorOf('hi @an there'), cursor: 6 }
  const people = [{ name: 'ann', detail: '', insert: '@ann' }]
  const assist = assistFor(editor, { people, chats: [], commands: [], emoji: null })
  const item = assist?.items[0]
  if (assist === null || item === undefined) throw new Error('nothing is offered')
  const done = complete(editor, assist, item)
  expect(done.text).toBe('hi @ann there')
  expect(done.undo).toHaveLength(1)
})

test('[COMPOSE14] the data of emoji has their names and what they are about', async () => {
  const emoji = await loadEmoji()
  const offered = assistFor(editorOf(':celebration'), { people: [], chats: [], commands: [], emoji })
  expect(offered?.items.map(({ insert }) => insert)).toContain('🎉')
  expect(emoji.byName.get('+1')?.character).toBe('\u{1f44d}')
  expect(emoji.byName.get('heart')?.character).toBe('\u2764\ufe0f')
})
