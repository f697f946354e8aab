/** The last row: the connection in words, what waits, and what keys do here. */
import type { Line, Tone } from '../text/line.ts'
import { type Pane, pane } from './pane.ts'
import { spread, widthOf } from './chatList.ts'

export interface StatusModel {
  readonly connection: { readonly text: string; readonly tone: Tone }
  /** Messages in the outbox. */
  readonly waiting: number
  /** The vim mode, or the keys of a sequence that has begun. */
  readonly keys: string
  /** Something that was just done or refused; it stands in place of the hints. */
  readonly said: { readonly text: string; readonly tone: Tone } | null
  readonly hints: Line
}

export function statusLine({ connection, waiting, keys, said, hints }: StatusModel, columns: number): Pane {
  const right: Line = [
    ...(keys === '' ? [] : [{ text: ` ${keys}`, tone: 'accent' as const }]),
    ...(waiting === 0 ? [] : [{ text: ` ${waiting} waiting`, tone: 'warning' as const }]),
    { text: ` ${connection.text} `, tone: connection.tone },
  ]
  const left: Line = said === null ? hints : [{ text: ` ${said.text}`, tone: said.tone }]
  // A narrow screen gives its room to what matters more: what was said, then the connection.
  const isTight = said !== null && widthOf(left) + widthOf(right) > columns
  return pane([spread(left, isTight ? right.slice(-1) : right, columns, 'muted')])
}
