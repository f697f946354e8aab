import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { anchorsOf, firstBelow, type Geometry, isAtEnd, lastRead } from './geometry.ts'

const geometryOf = (heights: readonly number[]): Geometry => {
  let top = 0
  const rows = heights.map((height, at) => {
    const row = { key: String(at), seq: at + 1, top, bottom: top + height }
    top += height
    return row
  })
  return { rows, dividerTop: null, height: top }
}
const heights = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 200 })

test('[WEBT12] anchors are the rows that are seen, the second one first and the cut one last', () => {
  expect(anchorsOf(geometryOf([100, 100, 100, 100]), { top: 150, height: 200 })).toEqual([
    { key: '2', offset: 50 },
    { key: '3', offset: 150 },
    { key: '1', offset: -50 },
  ])
  fc.assert(
    fc.property(heights, fc.nat({ max: 20_000 }), fc.integer({ min: 1, max: 2_000 }), (heights, top, height) => {
      const geometry = geometryOf(heights)
      const seen = geometry.rows.filter((row) => row.bottom > top && row.top < top + height).map(({ key }) => key)
      const found = anchorsOf(geometry, { top, height }).map(({ key }) => key)
      expect([...found.slice(-1), ...found.slice(0, -1)]).toEqual(seen)
      expect(firstBelow(geometry.rows, top)).toBe(geometry.rows.filter(({ bottom }) => bottom <= top).length)
    }),
  )
})

test('[WEBT13] a row was read when its end was seen, a long one when half a screen of it was', () => {
  const geometry = geometryOf([100, 100, 3_000])
  expect(lastRead(geometry, { top: 0, height: 150 })?.key).toBe('0')
  expect(lastRead(geometry, { top: 0, height: 300 })?.key).toBe('1')
  expect(lastRead(geometry, { top: 100, height: 300 })?.key).toBe('2')
  expect(lastRead({ ...geometry, rows: [] }, { top: 0, height: 10 })).toBeNull()
})

test('[WEBT14] near the end is the end', () => {
  const geometry = geometryOf([500, 500])
  expect(isAtEnd(geometry, { top: 590, height: 400 })).toBe(true)
  expect(isAtEnd(geometry, { top: 500, height: 400 })).toBe(false)
})
