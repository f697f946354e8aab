/**
 * Holds the reader's place in the scroller of a timeline. It remembers where every row was after the last layout; whenever
 * rows came, went or have another size, it measures again, asks `decideScroll`, and scrolls before anything is painted.
 * The browser's own anchoring is off: there must be one who decides.
 */
import {
  anchorsOf,
  isSameGeometry,
  firstBelow,
  type Geometry,
  isAtEnd,
  lastRead,
  type MeasuredRow,
  noGeometry,
  type View,
} from './geometry.ts'
import { type Anchor, decideScroll, type ScrollOutcome, type Shown } from './scrollDecision.ts'

/** Where somebody asked to go. The same object is done once. */
export type Jump =
  | {
      readonly type: 'row'
      readonly key: string
      /** In the middle, near the top, or so far from the top, in pixels. */
      readonly align: 'middle' | 'top' | number
      readonly isSmooth: boolean
    }
  | { readonly type: 'end' | 'divider'; readonly isSmooth: boolean }

export interface SteadyPorts {
  isAttentive(): boolean
  /** The reader came to the end, or left it. */
  onAtEnd(isAtEnd: boolean): void
  /** Other rows are seen, or the same at another place. */
  onSeen(): void
}

export interface Steady {
  /** Call it after every change of the document, before it is painted. */
  settle(shown: Shown, jump: Jump | null): void
  /** What is seen, the best one first. */
  anchors(): readonly Anchor[]
  /** The first row that is seen. */
  firstSeen(): MeasuredRow | null
  /** The last row that is seen whole. */
  lastRead(): MeasuredRow | null
  rows(): readonly MeasuredRow[]
  isAtEnd(): boolean
  view(): View
  hasDivider(): boolean
  /** Is the divider below what is seen? */
  isDividerBelow(): boolean
  close(): void
}

/** Under the heading of the day. */
const topSpace = 52
/** Farther than so many screens nobody watches a journey. */
const smoothScreensMax = 3
const followMs = 160

export function createSteady(scroller: HTMLElement, content: HTMLElement, ports: SteadyPorts): Steady {
  let geometry: Geometry = noGeometry
  let shown: Shown | null = null
  let jumped: Jump | null = null
  /** Unrounded: a browser may keep whole pixels only, and what it drops must not add up. */
  let top = 0
  let height = scroller.clientHeight
  let atEnd = true
  let isGoingToEnd = false
  let moving: Animation | null = null

  function view(): View {
    const now = scroller.scrollTop
    if (Math.abs(now - top) < 1) return { top, height }
    // Where the content became shorter, the browser has moved the reader already.
    const isClamped = now < top && now >= scroller.scrollHeight - scroller.clientHeight - 1
    return { top: isClamped ? top : now, height }
  }

  function scrollTo(wanted: number, isSmooth = false): void {
    const max = Math.max(0, scroller.scrollHeight - scroller.clientHeight)
    const next = Math.min(max, Math.max(0, wanted))
    if (isSmooth && isWatched(next)) {
      scroller.scrollTo({ top: next, behavior: 'smooth' })
      return
    }
    if (Math.abs(scroller.scrollTop - next) >= 0.5) scroller.scrollTop = next
    top = next
  }

  /** The scroller is there already; what is seen moves in. */
  function follow(way: number): void {
    if (way <= 0 || way > scroller.clientHeight || !ports.isAttentive() || isStill()) return
    moving = content.animate([{ transform: `translateY(${way}px)` }, { transform: 'none' }], {
      duration: followMs,
      easing: 'cubic-bezier(.2,.8,.2,1)',
    })
  }

  const isWatched = (next: number): boolean =>
    Math.abs(next - scroller.scrollTop) < smoothScreensMax * scroller.clientHeight && !isStill()

  function placeOf(jump: Jump): Anchor | 'end' | 'divider' | null {
    if (jump.type !== 'row') return jump.type
    const row = geometry.rows.find(({ key }) => key === jump.key)
    if (row === undefined) return null
    if (typeof jump.align === 'number') return { key: row.key, offset: jump.align }
    const middle = (scroller.clientHeight - (row.bottom - row.top)) / 2
    return { key: row.key, offset: jump.align === 'top' ? topSpace : Math.max(topSpace, middle) }
  }

  function apply(outcome: ScrollOutcome, before: Geometry, isSmooth: boolean, isFollowing: boolean): void {
    switch (outcome.type) {
      case 'nothing':
        return
      case 'end': {
        const from = scroller.scrollTop
        isGoingToEnd = isSmooth && isWatched(scroller.scrollHeight)
        scrollTo(scroller.scrollHeight, isSmooth)
        if (isSmooth) return
        if (isFollowing) follow(scroller.scrollTop - from)
        return
      }
      case 'message': {
        const { anchor } = outcome
        const row = geometry.rows.find(({ key }) => key === anchor.key)
        if (row !== undefined) scrollTo(row.top - anchor.offset, isSmooth)
        return
      }
      case 'unread': {
        const wanted = (geometry.dividerTop ?? geometry.height) - topSpace
        scrollTo(outcome.isFollowing ? Math.max(scroller.scrollTop, wanted) : wanted, isSmooth)
        return
      }
      case 'keepTop':
        return
      case 'keepBottom':
        scrollTo(geometry.height - (before.height - view().top))
    }
  }

  function settle(next: Shown, jump: Jump | null): void {
    // It is not shown at all, as behind the list of chats on a phone.
    if (scroller.clientHeight === 0) return
    const seen = anchorsOf(geometry, view())
    const before = geometry
    // The reader may have left the end and nobody has heard of it yet.
    const isThere = atEnd && (isGoingToEnd || isAtEnd(geometry, view()))
    geometry = measure(content)
    // One that cannot be done now must not be done by surprise later.
    const isAsked = jump !== null && jump !== jumped && next.keys.length > 0
    if (isAsked) jumped = jump
    const outcome = decideScroll(shown, next, {
      isAtEnd: isThere,
      isAttentive: ports.isAttentive(),
      anchors: seen,
      place: isAsked ? placeOf(jump) : null,
      isResized: height !== scroller.clientHeight || !isSameGeometry(before, geometry),
    })
    moving?.cancel()
    apply(outcome, before, isAsked && jump.isSmooth, shown !== null && isContinued(shown, next))
    shown = next.keys.length === 0 ? shown : next
    height = scroller.clientHeight
    look()
  }

  /** Says what changed for the reader. */
  function look(): void {
    const now = shown?.reachesEnd === true && (isGoingToEnd || isAtEnd(geometry, view()))
    if (now !== atEnd) {
      atEnd = now
      ports.onAtEnd(now)
    }
    ports.onSeen()
  }

  const onScroll = (): void => {
    const now = scroller.scrollTop
    if (Math.abs(now - top) >= 1) top = now
    scroller.dataset['scrolling'] = ''
    look()
  }
  const onScrollEnd = (): void => {
    isGoingToEnd = false
    delete scroller.dataset['scrolling']
    markStuck(scroller, content)
    look()
  }
  const onHand = (): void => {
    isGoingToEnd = false
    moving?.cancel()
  }
  const observer = new ResizeObserver(() => {
    // What came or went with a change of ours is measured already.
    const isKnown = content.getBoundingClientRect().height === geometry.height && scroller.clientHeight === height
    if (shown !== null && !isKnown) settle(shown, null)
  })
  observer.observe(content)
  observer.observe(scroller)
  const stop = new AbortController()
  const passive = { passive: true, signal: stop.signal } as const
  scroller.addEventListener('scroll', onScroll, passive)
  scroller.addEventListener('scrollend', onScrollEnd, passive)
  scroller.addEventListener('wheel', onHand, passive)
  scroller.addEventListener('touchstart', onHand, passive)

  return {
    settle,
    anchors: () => anchorsOf(geometry, view()),
    firstSeen: () => geometry.rows[firstBelow(geometry.rows, view().top + topSpace / 2)] ?? null,
    lastRead: () => lastRead(geometry, view()),
    rows: () => geometry.rows,
    isAtEnd: () => atEnd,
    view,
    hasDivider: () => geometry.dividerTop !== null,
    isDividerBelow: () => geometry.dividerTop !== null && geometry.dividerTop > view().top + height,
    close() {
      stop.abort()
      observer.disconnect()
    },
  }
}

/** Something was said after what is there. */
function isContinued(before: Shown, after: Shown): boolean {
  const last = before.keys[before.keys.length - 1]
  return last !== undefined && after.keys.indexOf(last) < after.keys.length - 1 && after.keys.includes(last)
}

/** Days whose heading does not stand at their beginning now. */
function markStuck(scroller: HTMLElement, content: HTMLElement): void {
  const { top } = scroller.getBoundingClientRect()
  for (const day of content.querySelectorAll('.timeline-day'))
    day.toggleAttribute('data-stuck', day.getBoundingClientRect().top < top)
}

/** One layout, and no other while nothing changes. */
function measure(content: HTMLElement): Geometry {
  const { top: origin, height } = content.getBoundingClientRect()
  const rows: MeasuredRow[] = []
  for (const row of content.querySelectorAll<HTMLElement>('[data-row]')) {
    const { top, bottom } = row.getBoundingClientRect()
    rows.push({
      key: row.dataset['row'] ?? '',
      seq: Number(row.dataset['seq']),
      top: top - origin,
      bottom: bottom - origin,
    })
  }
  const divider = content.querySelector('[data-divider]')
  return { rows, dividerTop: divider === null ? null : divider.getBoundingClientRect().top - origin, height }
}

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
