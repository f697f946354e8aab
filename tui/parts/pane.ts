/**
 * A pane: lines of a known width, what a click on them means, and where the caret is. Parts make panes from plain data,
 * screens put them side by side and below each other, and only the last step prints.
 */
import type { ChatId } from '@parley/protocol'
import type { ActionId } from '../keys/table.ts'
import type { Line } from '../text/line.ts'
import { pad } from '../text/width.ts'

export type Target =
  | { readonly type: 'chat'; readonly chat: ChatId }
  | { readonly type: 'message'; readonly id: string }
  | { readonly type: 'quote'; readonly id: string; readonly seq: number }
  | { readonly type: 'composer'; readonly row: number }
  | { readonly type: 'item'; readonly at: number }
  | { readonly type: 'action'; readonly action: ActionId }

/** Cells `from` up to `to` of row `y`, counted from 0; `from` itself is where the target's own first cell is. */
export interface Hit {
  readonly y: number
  readonly from: number
  readonly to: number
  readonly target: Target
}

export interface Caret {
  readonly x: number
  readonly y: number
}

export interface Pane {
  readonly lines: readonly Line[]
  readonly hits: readonly Hit[]
  readonly caret: Caret | null
}

export const pane = (lines: readonly Line[], hits: readonly Hit[] = [], caret: Caret | null = null): Pane => ({
  lines,
  hits,
  caret,
})

const moved = ({ lines, hits, caret }: Pane, x: number, y: number): Pane => ({
  lines,
  hits: hits.map((hit) => ({ ...hit, y: hit.y + y, from: hit.from + x, to: hit.to + x })),
  caret: caret === null ? null : { x: caret.x + x, y: caret.y + y },
})

/** Panes below each other. */
export function stack(panes: readonly Pane[]): Pane {
  const lines: Line[] = []
  const hits: Hit[] = []
  let caret: Caret | null = null
  for (const one of panes) {
    const placed = moved(one, 0, lines.length)
    lines.push(...placed.lines)
    hits.push(...placed.hits)
    caret = placed.caret ?? caret
  }
  return { lines, hits, caret }
}

/** Two panes of the same height, `columns` cells for the left one, and a rule between them. */
export function beside(left: Pane, columns: number, right: Pane): Pane {
  const shifted = moved(right, columns + 1, 0)
  const rows = Math.max(left.lines.length, right.lines.length)
  const lines: Line[] = []
  for (let y = 0; y < rows; y++)
    lines.push([...pad(left.lines[y] ?? [], columns), { text: '│', tone: 'border' }, ...(right.lines[y] ?? [])])
  return { lines, hits: [...left.hits, ...shifted.hits], caret: shifted.caret ?? left.caret }
}

/** Exactly `rows` lines: cut at the end, or filled with empty ones. */
export function fit({ lines, hits, caret }: Pane, rows: number): Pane {
  const fitted = lines.slice(0, rows)
  while (fitted.length < rows) fitted.push([])
  return {
    lines: fitted,
    hits: hits.filter(({ y }) => y < rows),
    caret: caret !== null && caret.y < rows ? caret : null,
  }
}

/** The last hit wins: what is drawn later lies on top. */
export function targetAt({ hits }: Pane, x: number, y: number): Hit | null {
  return hits.findLast((hit) => hit.y === y && x >= hit.from && x < hit.to) ?? null
}
