/**
 * Where the rows were after the last layout, measured from the top of the content. All that the timeline asks while it scrolls
 * (what is seen, what was read, which day it is) is answered from this, without a layout of its own.
 */
import type { Anchor } from './scrollDecision.ts'

export interface MeasuredRow {
  readonly key: string
  readonly seq: number
  readonly top: number
  readonly bottom: number
}

export interface Geometry {
  /** In order. */
  readonly rows: readonly MeasuredRow[]
  /** Of the unread divider. */
  readonly dividerTop: number | null
  readonly height: number
}

/** The part of the content that is seen. */
export interface View {
  readonly top: number
  readonly height: number
}

export const noGeometry: Geometry = { rows: [], dividerTop: null, height: 0 }

export const isSameGeometry = (one: Geometry, other: Geometry): boolean =>
  one.height === other.height &&
  one.rows.length === other.rows.length &&
  one.rows.every(({ top, bottom }, at) => top === other.rows[at]?.top && bottom === other.rows[at]?.bottom)

/** Two messages may come while the first one still moves in: who is this near to the end is at the end. */
const endSlack = 24

export const isAtEnd = ({ height }: Geometry, view: View): boolean => view.top + view.height >= height - endSlack

/**
 * The rows that are seen. The second one is the best: the first is cut, and may be the one that grows. After it those below,
 * last the first one.
 */
export function anchorsOf({ rows }: Geometry, view: View): readonly Anchor[] {
  const first = firstBelow(rows, view.top)
  const seen: Anchor[] = []
  for (let at = first; at < rows.length; at++) {
    const row = rows[at]
    if (row === undefined || row.top >= view.top + view.height) break
    seen.push({ key: row.key, offset: row.top - view.top })
  }
  const [cut, ...rest] = seen
  return cut === undefined ? [] : [...rest, cut]
}

/** The last row that is seen to its end, or to half of the height where it is longer; `null` where none is. */
export function lastRead({ rows }: Geometry, view: View): MeasuredRow | null {
  const end = view.top + view.height
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (row !== undefined && row.top + Math.min(row.bottom - row.top, view.height / 2) <= end) return row
  }
  return null
}

/** The place of the first row whose end is below `top`. */
export function firstBelow(rows: readonly MeasuredRow[], top: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.bottom ?? 0) <= top) low = middle + 1
    else high = middle
  }
  return low
}
