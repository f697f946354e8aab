import { expect, test } from 'bun:test'
import { lastEmoji, rememberEmoji } from './lastEmoji.ts'

const store = (): { get: (key: string) => string | null; set: (key: string, value: string | null) => void } => {
  const values = new Map<string, string>()
  return { get: (key) => values.get(key) ?? null, set: (key, value) => void values.set(key, value ?? '') }
}

test('[WEBC10] emoji that were used last come first, each once, and not more than fit', () => {
  const kept = store()
  for (const emoji of ['😀', '🎉', '😀']) rememberEmoji(kept, emoji)
  expect(lastEmoji(kept)).toEqual(['😀', '🎉'])
  for (let at = 0; at < 40; at++) rememberEmoji(kept, String.fromCodePoint(0x1f600 + at))
  expect(lastEmoji(kept)).toHaveLength(18)
})

test('[WEBC10] what is no emoji is not shown, whoever wrote it there', () => {
  const kept = store()
  kept.set('parley/emoji', `😀 <b> ${'x'.repeat(100)}`)
  expect(lastEmoji(kept)).toEqual(['😀'])
})
