import { expect, test } from 'bun:test'
import { splitText } from './split.ts'

test('[CLI11] a text that fits is one part, as it is', () => {
  expect(splitText('a\n\nb\n', 8)).toEqual(['a\n\nb\n'])
})

test('[CLI11] a longer text is cut at line ends, and nothing else is lost', () => {
  expect(splitText('aaaa\nbbbb\ncccc', 9)).toEqual(['aaaa\nbbbb', 'cccc'])
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line}`)
  const parts = splitText(lines.join('\n'), 100)
  expect(parts.join('\n').split('\n')).toEqual(lines)
  for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(100)
})

test('[CLI11] a line that is too long is cut between letters, never within one', () => {
  const parts = splitText('👩‍👩‍👧'.repeat(10), 40)
  expect(parts.join('')).toBe('👩‍👩‍👧'.repeat(10))
  for (const part of parts) expect(part.startsWith('👩')).toBe(true)
})

test('[CLI11] no part is without a visible character', () => {
  expect(splitText(`aaaa\n${' \n'.repeat(20)}bbbb`, 8).every((part) => part.trim() !== '')).toBe(true)
})
