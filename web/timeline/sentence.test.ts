import { expect, test } from 'bun:test'
import { sentenceOf } from './sentence.ts'
import { said } from './testing/messages.ts'

test('[WEBT34] a message is one sentence: who, when, how far it came, what it answers, what it says', () => {
  const facts = { name: 'You', time: '14:05', tick: 'read', answers: 'Ann' } as const
  const message = said(1, { editedAt: 5, content: { kind: 'text', text: 'Two\n**lines**' } })
  expect(sentenceOf(message, facts)).toBe('You, 14:05, read, edited, in reply to Ann: Two lines')
  const deleted = said(1, { content: { kind: 'deleted' } })
  expect(sentenceOf(deleted, { ...facts, tick: null, answers: null })).toBe('You, 14:05: Message deleted')
})
