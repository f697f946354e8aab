import { expect, test } from 'bun:test'
import { asCodeBlock, kindOfPaste } from './paste.ts'

test('[COMPOSE17] a short paste is text, a long one is asked about; both are cleaned', () => {
  expect(kindOfPaste('a\r\nb\u0007')).toEqual({ type: 'text', text: 'a\nb' })
  expect(kindOfPaste('x\r\n'.repeat(20))).toEqual({ type: 'lines', text: 'x\n'.repeat(20), lines: 21 })
})

test('[COMPOSE17] a code block ends where the pasted text ends', () => {
  expect(asCodeBlock('a\nb\n')).toBe('```\na\nb\n```')
  expect(asCodeBlock('```\na\n```')).toBe('````\n```\na\n```\n````')
})
