import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { place, type PlaceAsk } from './place.ts'

const ask: PlaceAsk = {
  anchor: { x: 300, y: 300, width: 40, height: 40 },
  size: { width: 200, height: 150 },
  within: { width: 1000, height: 800 },
  side: 'below',
  align: 'start',
  isRtl: false,
}
const length = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
const anyAsk = fc.record({
  anchor: fc.record({
    x: length(1000),
    y: fc.integer({ min: -300, max: 1100 }),
    width: length(200),
    height: length(80),
  }),
  size: fc.record({ width: length(900), height: length(2000) }),
  within: fc.constant({ width: 1000, height: 800 }),
  side: fc.constantFrom('below', 'above'),
  align: fc.constantFrom('start', 'centre', 'end'),
  isRtl: fc.boolean(),
})

test('[WEBP7] what floats stands beside its anchor, at the edge where a line of text starts, in both directions', () => {
  expect(place(ask)).toMatchObject({ x: 300, y: 344, side: 'below' })
  expect(place({ ...ask, align: 'end' })).toMatchObject({ x: 140 })
  expect(place({ ...ask, align: 'centre' })).toMatchObject({ x: 220 })
  expect(place({ ...ask, isRtl: true })).toMatchObject({ x: 140 })
  expect(place({ ...ask, isRtl: true, align: 'end' })).toMatchObject({ x: 300 })
  expect(place({ ...ask, side: 'above' })).toMatchObject({ y: 146, side: 'above' })
})

test('[WEBP8] it turns to the other side where only that has room, and to the larger side where none has', () => {
  const low = { ...ask, anchor: { ...ask.anchor, y: 700 } }
  expect(place(low)).toMatchObject({ side: 'above', y: 546 })
  const high = place({ ...ask, size: { width: 200, height: 2000 } })
  expect(high).toMatchObject({ side: 'below', heightMax: 448 })
})

test('[WEBP9] it is whole within the window, whatever it stands beside', () => {
  fc.assert(
    fc.property(anyAsk, (any) => {
      const { x, y, heightMax } = place(any)
      expect(x).toBeGreaterThanOrEqual(8)
      expect(x + any.size.width).toBeLessThanOrEqual(992)
      expect(y).toBeGreaterThanOrEqual(8)
      expect(y + Math.min(any.size.height, heightMax)).toBeLessThanOrEqual(792)
      expect(heightMax).toBeGreaterThanOrEqual(160)
    }),
  )
})
