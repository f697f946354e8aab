import { expect, test } from 'bun:test'
import type { Message } from '@parley/protocol'
import * as fc from 'fast-check'
import { messagesTo, said } from './testing/messages.ts'
import { newerSpan, olderSpan, rangeOf, rowsMax, type Span, spanAround, spanAtEnd, spanOf, stepRows } from './window.ts'

const keysOf = (messages: readonly Message[], span: Span, isAtEnd: boolean): readonly number[] => {
  const { start, end } = rangeOf(span, messages, isAtEnd)
  return messages.slice(start, end).map(({ seq }) => seq)
}
/** Seqs have holes: edits and deletions have seqs too. */
const history = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 600 }).map((steps) => {
  let seq = 0
  return steps.map((step) => said((seq += step)))
})
const moves = fc.array(fc.constantFrom('older', 'newer'), { maxLength: 120 })

test('[WEBT1] at most 160 messages are rows, one at least, in order and without holes, wherever the window moves', () => {
  fc.assert(
    fc.property(history, fc.nat(), moves, fc.boolean(), (messages, at, moves, isAtEnd) => {
      let span = spanAround(messages, at % messages.length)
      for (const move of moves) {
        const range = rangeOf(span, messages, isAtEnd)
        expect(range.end - range.start).toBeGreaterThan(0)
        expect(range.end - range.start).toBeLessThanOrEqual(rowsMax)
        span = move === 'older' ? olderSpan(messages, range) : newerSpan(messages, range)
      }
    }),
  )
})

test('[WEBT2] steps to one side reach that end, and show every message on the way', () => {
  fc.assert(
    fc.property(history, fc.nat(), fc.constantFrom(olderSpan, newerSpan), (messages, at, step) => {
      const isOlder = step === olderSpan
      const place = at % messages.length
      let span = spanAround(messages, place)
      const shown = new Set(keysOf(messages, span, false))
      expect(shown.has(messages[place]?.seq ?? 0)).toBe(true)
      for (let steps = 0; steps <= messages.length / stepRows + 1; steps++) {
        span = step(messages, rangeOf(span, messages, false))
        for (const seq of keysOf(messages, span, false)) shown.add(seq)
      }
      const wanted = isOlder ? messages.slice(0, place + 1) : messages.slice(place)
      expect(wanted.every(({ seq }) => shown.has(seq))).toBe(true)
      expect(isOlder ? rangeOf(span, messages, false).start : span.to).toBe(isOlder ? 0 : null)
    }),
  )
})

test('[WEBT3] what is loaded before the window, or posted after a closed one, changes no row', () => {
  fc.assert(
    fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), fc.nat(), (older, newer, at) => {
      const messages = messagesTo(400, 1_000)
      const span = spanAround(messages, at % 400)
      const grown = [...messagesTo(older, 1_000 - older), ...messages, ...messagesTo(newer, 1_400)]
      const isOpen = span.to === null
      const before = keysOf(messages, span, false)
      const after = keysOf(grown, span, false)
      expect(after.slice(0, before.length)).toEqual([...before])
      expect(after.length).toBe(isOpen ? Math.min(rowsMax, before.length + newer) : before.length)
    }),
  )
})

test('[WEBT4] a window at the end takes what is posted, and lets go of the oldest rows beyond its bound', () => {
  const span = spanAtEnd(messagesTo(100))
  const messages = messagesTo(300)
  expect(keysOf(messages, span, true)).toEqual(messagesTo(rowsMax, 301 - rowsMax).map(({ seq }) => seq))
  expect(keysOf(messages, span, false)[0]).toBe(21)
})

test('[WEBT5] a window that has the last message is open towards the end', () => {
  const messages = messagesTo(10)
  expect(spanOf(messages, { start: 4, end: 10 })).toEqual({ from: 5, to: null })
  expect(spanOf(messages, { start: 4, end: 9 })).toEqual({ from: 5, to: 10 })
  expect(rangeOf(spanAtEnd([]), [], true)).toEqual({ start: 0, end: 0 })
})
