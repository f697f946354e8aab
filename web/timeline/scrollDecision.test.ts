import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { decideScroll, type Reader, type Shown } from './scrollDecision.ts'
import { chatId } from './testing/messages.ts'

const shown = (keys: string, more: Partial<Shown> = {}): Shown => ({
  chat: chatId,
  keys: keys.split(''),
  reachesEnd: true,
  hasDivider: false,
  tail: '',
  ...more,
})
const reader = (more: Partial<Reader> = {}): Reader => ({
  isAtEnd: false,
  isAttentive: true,
  anchors: [],
  place: null,
  isResized: false,
  ...more,
})
const anchor = { key: 'c', offset: 40 }

test('[WEBT6] nothing happens where nothing changed, or nothing is shown', () => {
  expect(decideScroll(shown('abc'), shown('abc'), reader({ isAtEnd: true }))).toEqual({ type: 'nothing' })
  expect(decideScroll(null, shown(''), reader({ place: 'end' }))).toEqual({ type: 'nothing' })
})

test('[WEBT7] a chat opens where the reader was, else at the divider, else at the end', () => {
  expect(decideScroll(null, shown('abc', { hasDivider: true }), reader({ place: anchor }))).toEqual({
    type: 'message',
    anchor,
  })
  expect(decideScroll(null, shown('ab', { hasDivider: true }), reader({ place: anchor }))).toEqual({
    type: 'unread',
    isFollowing: false,
  })
  expect(decideScroll(null, shown('ab'), reader())).toEqual({ type: 'end' })
})

test('[WEBT8] who is at the end follows what is said, typed and resized; without anybody looking, to the divider at most', () => {
  const atEnd = reader({ isAtEnd: true, anchors: [anchor] })
  expect(decideScroll(shown('abc'), shown('abcd'), atEnd)).toEqual({ type: 'end' })
  expect(decideScroll(shown('abc'), shown('abc', { tail: 'Ann' }), atEnd)).toEqual({ type: 'end' })
  expect(decideScroll(shown('abc'), shown('abc'), { ...atEnd, isResized: true })).toEqual({ type: 'end' })
  const away = { ...atEnd, isAttentive: false }
  expect(decideScroll(shown('abc'), shown('abcd', { hasDivider: true }), away)).toEqual({
    type: 'unread',
    isFollowing: true,
  })
  expect(decideScroll(shown('abc'), shown('abcd'), away)).toEqual({ type: 'end' })
})

const letter = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l')

test('[WEBT9] who reads elsewhere keeps the best row that is still there, whatever else comes or goes', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(letter, { minLength: 1 }),
      fc.uniqueArray(letter, { minLength: 1 }),
      fc.boolean(),
      fc.boolean(),
      (before, after, reachesEnd, hasDivider) => {
        const anchors = before.map((key, at) => ({ key, offset: at * 50 }))
        const outcome = decideScroll(
          shown(before.join('')),
          shown(after.join(''), { reachesEnd, hasDivider }),
          reader({ anchors, isResized: true }),
        )
        const kept = anchors.find(({ key }) => after.includes(key))
        if (kept !== undefined) expect(outcome).toEqual({ type: 'message', anchor: kept })
        else expect(outcome).toEqual({ type: 'keepTop' })
      },
    ),
  )
})

test('[WEBT10] where no row that was seen is left, the end or else the top is the measure', () => {
  const anchors = [{ key: 'a', offset: 0 }]
  expect(decideScroll(shown('abz'), shown('xyz'), reader({ anchors }))).toEqual({ type: 'keepBottom' })
  expect(decideScroll(shown('abz'), shown('xyw'), reader({ anchors }))).toEqual({ type: 'keepTop' })
})

test('[WEBT11] a place that was asked for comes first, also for who is at the end', () => {
  const atEnd = reader({ isAtEnd: true })
  expect(decideScroll(shown('abc'), shown('abc'), { ...atEnd, place: anchor })).toEqual({ type: 'message', anchor })
  expect(decideScroll(shown('abc'), shown('abc'), reader({ place: 'end' }))).toEqual({ type: 'end' })
  expect(decideScroll(shown('abc'), shown('abc', { hasDivider: true }), reader({ place: 'divider' }))).toEqual({
    type: 'unread',
    isFollowing: false,
  })
})
