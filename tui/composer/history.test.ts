import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { createHistory, newer, older, remember } from './history.ts'

const history = createHistory(['one', 'two', 'only'])

test('[COMPOSE15] what was sent is walked both ways, and the unsent text comes back', () => {
  const first = older(history, '')
  expect(first?.text).toBe('only')
  const second = older(first?.history ?? history, 'only')
  expect(second?.text).toBe('two')
  const back = newer(second?.history ?? history, 'two')
  expect(back?.text).toBe('only')
  expect(newer(back?.history ?? history, 'only')).toEqual({ history: { ...history, walk: null }, text: '' })
})

test('[COMPOSE15] a text of one is not replaced, unless its beginning is looked for', () => {
  expect(older(history, 'on')).toBeNull()
  const found = older(history, 'on', true)
  expect(found?.text).toBe('only')
  const next = older(found?.history ?? history, 'only')
  expect(next?.text).toBe('one')
  expect(older(next?.history ?? history, 'one changed')).toBeNull()
  expect(newer(history, '')).toBeNull()
})

test('[COMPOSE15] the walk to the oldest and back gives the unsent text, whatever was sent', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 3 })), fc.string({ maxLength: 2 }), (sent, unsent) => {
      let now = { history: sent.reduce(remember, createHistory([])), text: unsent }
      const start = now.history
      for (let step = older(now.history, now.text, true); step !== null; step = older(now.history, now.text)) now = step
      for (let step = newer(now.history, now.text); step !== null; step = newer(now.history, now.text)) now = step
      expect(now).toEqual({ history: start, text: unsent })
    }),
  )
})

test('[COMPOSE15] a text sent twice running is kept once, and only so many are kept', () => {
  expect(remember(history, 'only').entries).toHaveLength(3)
  expect(remember(history, ' ').entries).toHaveLength(3)
  const many = Array.from({ length: 500 }, (_, one) => `${one}`).reduce(remember, history)
  expect(many.entries).toHaveLength(200)
  expect(many.entries.at(-1)).toBe('499')
})
