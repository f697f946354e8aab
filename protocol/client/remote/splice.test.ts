import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { newSubmissionId, newUserId } from '../../ids.ts'
import type { Message } from '../../timeline.ts'
import { createClock } from '../testing/clock.ts'
import { spliced, spliceOf } from './splice.ts'

const clock = createClock()
const by = newUserId(clock)
const message = (seq: number): Message => ({
  seq,
  at: seq,
  by,
  id: newSubmissionId(clock),
  content: { kind: 'text', text: `${seq}` },
})

test('[REMOTE2] a splice makes the one list of the other, with the same objects', () => {
  const all = Array.from({ length: 30 }, (_, at) => message(at + 1))
  const part = fc.record({
    from: fc.nat({ max: 30 }),
    to: fc.nat({ max: 30 }),
    edited: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(part, part, (one, other) => {
      const [before, now] = [one, other].map(({ from, to, edited }) =>
        all.slice(from, to).map((old) => (edited.includes(old.seq) ? { ...old, editedAt: 1 } : old)),
      )
      if (before === undefined || now === undefined) throw new Error('There are two.')
      const splice = spliceOf(before, now)
      const made = splice === null ? before : spliced(before, splice)
      expect(made.length).toBe(now.length)
      made.forEach((message, at) => expect(message).toBe(now[at] ?? message))
    }),
    { numRuns: 1_000 },
  )
})

test('[REMOTE2] what is said is what changed: at the end, at the beginning, in the middle, or of a window that moved', () => {
  const all = Array.from({ length: 100 }, (_, at) => message(at + 1))
  const [first, last] = [all.slice(0, 60), all.slice(40)]
  const said = (before: readonly Message[], now: readonly Message[]): number | null =>
    spliceOf(before, now)?.insert.length ?? null
  expect(said(all.slice(0, 99), all)).toBe(1)
  expect(said(last, all)).toBe(40)
  expect(said(all, last)).toBe(0)
  expect(said(first, last)).toBe(40)
  expect(said(all.slice(0, 50), all.slice(1, 51))).toBe(1)
  expect(
    said(
      all,
      all.map((old) => (old.seq === 50 ? message(50) : old)),
    ),
  ).toBe(1)
  expect(said(all, [...all])).toBeNull()
})
