/** Where something that floats goes: beside its anchor, always whole within the window. Pure; in CSS pixels of the window. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
interface Size {
  readonly width: number
  readonly height: number
}
export type Side = 'below' | 'above'
export type Align = 'start' | 'centre' | 'end'

export interface PlaceAsk {
  /** A point is a box without size. */
  readonly anchor: Box
  /** What it would like to have. */
  readonly size: Size
  readonly within: Size
  readonly side: Side
  /** Which edges meet: those where a line of text starts, or ends. */
  readonly align: Align
  readonly isRtl: boolean
}
export interface Placed {
  readonly x: number
  readonly y: number
  readonly side: Side
  /** Beyond this it scrolls. */
  readonly heightMax: number
}

/** To the anchor, and to the edges of the window. */
const gap = 4
const margin = 8
/** Where an anchor leaves less than this on both sides, what floats lies over it. */
const heightMin = 160

export function place({ anchor, size, within, side, align, isRtl }: PlaceAsk): Placed {
  const space = {
    above: anchor.y - gap - margin,
    below: within.height - anchor.y - anchor.height - gap - margin,
  }
  const other: Side = side === 'below' ? 'above' : 'below'
  const chosen = size.height <= space[side] || space[side] >= space[other] ? side : other
  const whole = within.height - 2 * margin
  const heightMax = Math.min(whole, Math.max(space[chosen], heightMin))
  const height = Math.min(size.height, heightMax)
  const y = chosen === 'below' ? anchor.y + anchor.height + gap : anchor.y - gap - height
  const left = anchor.x
  const right = anchor.x + anchor.width - size.width
  const wished = align === 'centre' ? (left + right) / 2 : (align === 'start') === isRtl ? right : left
  return {
    x: clamp(wished, margin, within.width - margin - size.width),
    y: clamp(y, margin, within.height - margin - height),
    side: chosen,
    heightMax,
  }
}

/** What is wider than the window begins at its edge. */
const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))
