/** One row of the timeline has the place of the keyboard: Tab comes to it, arrows move it, and it survives what the window does. */
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { Side } from './history.ts'
import type { Steady } from './steady.ts'

export interface RovingInput {
  readonly content: RefObject<HTMLElement | null>
  readonly steady: RefObject<Steady | null>
  /** Of the rows, in order. */
  readonly keys: readonly string[]
  readonly more: (side: Side) => void
  /** Are there messages on this side that are no rows yet? */
  readonly hasMore: Readonly<Record<Side, boolean>>
  readonly goToEnd: () => void
}

export interface Roving {
  readonly tabStop: string | null
  focus(): void
  focusedKey(): string | null
  /** Something in a row got the focus. */
  onFocus(target: EventTarget): void
  /** By the reader: not called for what is taken away. */
  onBlur(): void
  /** Was the key one of its own? */
  onKey(event: KeyboardEvent): boolean
  /** Call it after the rows changed. */
  settled(): void
}

export function useRoving({ content, steady, keys, more, hasMore, goToEnd }: RovingInput): Roving {
  const [active, setActive] = useState<string | null>(null)
  const focused = useRef<HTMLElement | null>(null)
  /** What the rows do not have yet. */
  const wanted = useRef<{ readonly from: string; readonly by: number } | 'last' | null>(null)
  const isHere = active !== null && keys.includes(active)
  const tabStop = isHere ? active : (keys[keys.length - 1] ?? null)

  const rowOf = (key: string): HTMLElement | null =>
    content.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? null
  const focusKey = (key: string | undefined): boolean => {
    const row = key === undefined ? null : rowOf(key)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
    return row !== null
  }
  const focusedKey = (): string | null => rowAround(document.activeElement)?.dataset['row'] ?? null
  /** Goes as far as there are rows. A key that is held down is faster than the rows that it asks for: the rest waits for them. */
  const step = (from: string, by: number): void => {
    const held = wanted.current
    const isHeld = held !== null && held !== 'last' && held.from === from && held.by * by >= 0
    const way = isHeld ? held.by + by : by
    const at = keys.indexOf(from)
    const next = Math.max(0, Math.min(keys.length - 1, at + way))
    const key = keys[next]
    const rest = at + way - next
    if (next !== at) focusKey(key)
    const side = rest < 0 ? 'older' : 'newer'
    const isMore = rest !== 0 && hasMore[side]
    wanted.current = key === undefined || !isMore ? null : { from: key, by: rest }
    if (isMore) more(side)
  }
  const stepScreen = (from: string, by: -1 | 1): void => {
    const rows = steady.current?.rows() ?? []
    const at = rows.findIndex(({ key }) => key === from)
    const start = rows[at]
    const height = (steady.current?.view().height ?? 0) * 0.85
    if (start === undefined) return
    let next = at
    while (rows[next + by] !== undefined && Math.abs((rows[next]?.top ?? 0) - start.top) < height) next += by
    if (next === at) step(from, by)
    else focusKey(rows[next]?.key)
  }

  return {
    tabStop,
    focusedKey,
    focus() {
      const seen = steady.current?.lastRead()?.key
      focusKey(isHere ? active : (seen ?? tabStop ?? undefined))
    },
    onFocus(target) {
      const row = target instanceof Element ? rowAround(target) : null
      focused.current = row
      if (row !== null) setActive(row.dataset['row'] ?? null)
    },
    onBlur() {
      focused.current = null
    },
    onKey(event) {
      const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event
      const from = focusedKey()
      if (from === null || ctrlKey || metaKey || altKey || shiftKey) return false
      // Keys in what scrolls within a row are its own.
      if (target instanceof Element && target.matches('pre') && key.startsWith('Arrow')) return false
      switch (key) {
        case 'ArrowUp':
          step(from, -1)
          return true
        case 'ArrowDown':
          step(from, 1)
          return true
        case 'PageUp':
          stepScreen(from, -1)
          return true
        case 'PageDown':
          stepScreen(from, 1)
          return true
        case 'Home':
          focusKey(keys[0])
          more('older')
          return true
        case 'End':
          wanted.current = 'last'
          goToEnd()
          return true
        default:
          return false
      }
    },
    settled() {
      const want = wanted.current
      if (want === 'last') {
        if (focusKey(keys[keys.length - 1])) wanted.current = null
        return
      }
      if (want !== null) {
        const at = keys.indexOf(want.from)
        if (focusedKey() !== want.from || at < 0) wanted.current = null
        else if (keys[at + Math.sign(want.by)] !== undefined) step(want.from, 0)
        return
      }
      // The row that had the focus has left the window: the keyboard must not fall out of the timeline.
      if (focused.current === null || focused.current.isConnected || document.activeElement !== document.body) return
      focused.current = null
      rowOf(tabStop ?? '')?.focus({ preventScroll: true })
    },
  }
}

const rowAround = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>('[data-row]') ?? null
