/** Brings more rows before the reader comes to the edge of those that are there, and more messages before the rows run out. */
import { type RefObject, startTransition, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Message } from '@parley/protocol'
import type { History, Side } from './history.ts'
import { newerSpan, olderSpan, type Range, type Span } from './window.ts'

export interface PagingInput {
  readonly scroller: RefObject<HTMLElement | null>
  readonly messages: readonly Message[]
  readonly history: History
  readonly range: Range
  readonly isOnline: boolean
  readonly setSpan: (span: Span) => void
}

export interface Paging {
  /** Stand before the first row and after the last one. */
  readonly olderEdge: RefObject<HTMLDivElement | null>
  readonly newerEdge: RefObject<HTMLDivElement | null>
  readonly isLoading: Readonly<Record<Side, boolean>>
  /** What could not be loaded: tried again when it is asked for, or when the connection is back. */
  readonly trouble: Readonly<Record<Side, boolean>>
  retry(side: Side): void
  /** Brings more on this side now. */
  more(side: Side): void
}

/** Rows come when the edge is this near. Twice of it and the height of a screen must be less than `rowsMax` low rows. */
const nearPx = 1_000
/** Messages are asked for when so few of them are left that are not rows yet. */
const aheadRows = 80
const quietMs = 100
const none = { older: false, newer: false } as const

export function usePaging({ scroller, messages, history, range, isOnline, setSpan }: PagingInput): Paging {
  const olderEdge = useRef<HTMLDivElement>(null)
  const newerEdge = useRef<HTMLDivElement>(null)
  const [isLoading, setLoading] = useState<Readonly<Record<Side, boolean>>>(none)
  const [trouble, setTrouble] = useState<Readonly<Record<Side, boolean>>>(none)

  const load = (side: Side): void => {
    if (isLoading[side]) return
    setLoading((now) => ({ ...now, [side]: true }))
    setTrouble((now) => ({ ...now, [side]: false }))
    history.load(side).then(
      () => setLoading((now) => ({ ...now, [side]: false })),
      () => {
        setLoading((now) => ({ ...now, [side]: false }))
        setTrouble((now) => ({ ...now, [side]: true }))
      },
    )
  }
  const more = (side: Side): void => {
    const left = side === 'older' ? range.start : messages.length - range.end
    // Drawn in slices: a fling is not held up by what comes into it.
    if (left > 0)
      startTransition(() => setSpan(side === 'older' ? olderSpan(messages, range) : newerSpan(messages, range)))
    const hasMore = side === 'older' ? history.hasOlder : history.hasNewer
    if (left < aheadRows && hasMore && !trouble[side]) load(side)
  }

  const hands = useHands(scroller)
  const near = useEffectEvent((side: Side) => hands.whenOff(() => moreNow(side)))
  const moreNow = useEffectEvent(more)
  useEffect(() => {
    const root = scroller.current
    if (root === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries)
          if (isIntersecting) near(target === olderEdge.current ? 'older' : 'newer')
      },
      { root, rootMargin: `${nearPx}px 0px` },
    )
    for (const edge of [olderEdge.current, newerEdge.current]) if (edge !== null) observer.observe(edge)
    return () => observer.disconnect()
    // An edge that is still near after a change is told again only by a new observer.
  }, [scroller, range.start, range.end, messages.length, isLoading, trouble, history.hasOlder, history.hasNewer])

  useEffect(() => {
    if (isOnline) setTrouble(none)
  }, [isOnline])

  return {
    olderEdge,
    newerEdge,
    isLoading,
    trouble,
    retry: load,
    more,
  }
}

/**
 * While a finger is down the content must not move under it; and where a page cannot be scrolled while it glides (Safari on
 * phones), not until it has come to rest.
 */
function useHands(scroller: RefObject<HTMLElement | null>): { whenOff(run: () => void): void } {
  const hands = useRef({ isDown: false, isGliding: false, waiting: new Set<() => void>() })
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const held = hands.current
    const stop = new AbortController()
    const options = { passive: true, signal: stop.signal } as const
    const glides = CSS.supports('-webkit-touch-callout', 'none')
    let timer: ReturnType<typeof setTimeout> | undefined
    const off = (): void => {
      held.isGliding = false
      if (held.isDown) return
      const waiting = [...held.waiting]
      held.waiting.clear()
      for (const run of waiting) run()
    }
    const soon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(off, quietMs)
    }
    element.addEventListener('touchstart', () => (held.isDown = true), options)
    for (const type of ['touchend', 'touchcancel'])
      element.addEventListener(
        type,
        () => {
          held.isDown = false
          held.isGliding = glides
          soon()
        },
        options,
      )
    element.addEventListener('scroll', () => held.isGliding && soon(), options)
    element.addEventListener('scrollend', off, options)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [scroller])
  return {
    whenOff(run) {
      const { isDown, isGliding, waiting } = hands.current
      if (!isDown && !isGliding) run()
      else waiting.add(run)
    },
  }
}
