import { expect, test } from 'bun:test'
import { createFrameStore, type FrameStore } from './store.ts'

function storeOf(): { store: FrameStore; counts: { drawn: number; seen: number } } {
  const counts = { drawn: 0, seen: 0 }
  const store = createFrameStore({
    draw: () => {
      counts.drawn++
      return { lines: [], hits: [], caret: null }
    },
    theme: () => ({ name: 'dark', paint: () => '' }),
    onDrawn: () => void counts.seen++,
    after: () => () => undefined,
  })
  return { store, counts }
}

test('[TUI25] what a frame shows is looked at once after it was drawn, also where nobody listens yet', async () => {
  const { store, counts } = storeOf()
  store.changed()
  await Promise.resolve()
  // Told, and nobody drew.
  expect(counts).toEqual({ drawn: 0, seen: 0 })
  store.frame()
  store.frame()
  await Promise.resolve()
  expect(counts).toEqual({ drawn: 1, seen: 1 })
})
