import { expect, test } from 'bun:test'
import { hasMarks, lengthNote } from './settled.ts'

test('[WEBC7] a text has marks where it will look different from how it is typed', () => {
  for (const text of ['**a**', '_a_', '~~a~~', '`a`', '> a', '```\na\n```', '[a](https://a.example)'])
    expect(hasMarks(text)).toBe(true)
  for (const text of ['', 'a', 'a * b', 'snake_case_word', 'https://a.example/x_y', '@ann hello', '1 > 0', '[a]', '`'])
    expect(hasMarks(text)).toBe(false)
})

test('[WEBC8] the length is told near its end, and how many messages a longer text becomes', () => {
  expect(lengthNote('a'.repeat(6_000), false)).toBeNull()
  expect(lengthNote('a'.repeat(8_000), false)).toEqual({ text: '192 bytes left', tone: 'info' })
  expect(lengthNote('é'.repeat(4_000), false)).toEqual({ text: '192 bytes left', tone: 'info' })
  expect(lengthNote('a'.repeat(9_000), false)).toEqual({ text: 'Goes as 2 messages', tone: 'info' })
})

test('[WEBC8] an edit is one message: what is too long for it is told', () => {
  expect(lengthNote('a'.repeat(9_192), true)).toEqual({ text: '1 000 bytes too long for one message', tone: 'error' })
})
