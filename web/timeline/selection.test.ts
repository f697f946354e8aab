import { expect, test } from 'bun:test'
import { copiedText, selectedMax, toggled } from './selection.ts'
import { bob, clock, messagesTo, said } from './testing/messages.ts'

const messages = [...messagesTo(5), said(6, { content: { kind: 'deleted' } }), said(7)]

test('[WEBT30] a press selects or unselects one; with Shift all from the last one that was pressed', () => {
  expect([...toggled(new Set(), messages, 3, null)]).toEqual([3])
  expect([...toggled(new Set([3]), messages, 3, null)]).toEqual([])
  expect([...toggled(new Set([2]), messages, 7, 2)]).toEqual([2, 3, 4, 5, 7])
  expect([...toggled(new Set([2, 3, 4, 5]), messages, 3, 5)]).toEqual([2])
  expect(toggled(new Set(), messagesTo(500), 500, 1).size).toBe(selectedMax)
})

test('[WEBT31] one message is copied as its words, several with who said them when', () => {
  const name = (): string => 'Ann'
  expect(copiedText([said(1, { content: { kind: 'text', text: '**hi**\u202e' } })], name, clock)).toBe('**hi**⟦RLO⟧')
  expect(copiedText([said(1), said(2, { by: bob })], (id) => (id === bob ? 'Bob' : 'Ann'), clock)).toBe(
    'Ann, Today 11:01\nMessage 1\n\nBob, Today 11:02\nMessage 2',
  )
})
