import { type ComponentPropsWithRef, type ReactElement, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { type Align, type Box, place, type Side } from './place.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

interface PopoverProps extends ComponentPropsWithRef<'div'> {
  /** What it stands beside; pressing that does not count as outside. */
  readonly anchor?: Element | null
  /** Where it stands when it has no anchor, in the window: `clientX` and `clientY`. */
  readonly point?: Point
  readonly side?: Side
  readonly align?: Align
  /** Escape, or a press outside. Whoever opened it takes it away then. */
  readonly onClose: () => void
  /** Escape is left to others: for what shows only by the way. */
  readonly ignoresEscape?: boolean
}

/**
 * Something that floats in the top layer, over dialogs too, and is never cut off. It opens when it is mounted. Events inside
 * do not reach what it is written in. It takes no focus by itself.
 */
export function Popover({
  anchor = null,
  point,
  side = 'below',
  align = 'start',
  onClose,
  ignoresEscape = false,
  ...rest
}: PopoverProps): ReactElement {
  const { ref, className, children, ...div } = rest
  const own = useRef<HTMLDivElement>(null)
  const close = useEffectEvent(onClose)

  const put = useEffectEvent(() => {
    const element = own.current
    if (element === null || (anchor !== null && !anchor.isConnected)) return
    element.style.maxHeight = ''
    const placed = place({
      anchor: boxOf(anchor, point),
      size: { width: element.offsetWidth, height: element.offsetHeight },
      within: { width: document.documentElement.clientWidth, height: window.innerHeight },
      side,
      align,
      isRtl: getComputedStyle(element).direction === 'rtl',
    })
    element.style.left = `${placed.x}px`
    element.style.top = `${placed.y}px`
    element.style.maxHeight = `${placed.heightMax}px`
    element.dataset['side'] = placed.side
  })

  useLayoutEffect(() => {
    const element = own.current
    if (element === null) return
    element.showPopover()
    put()
    const whenResized = new ResizeObserver(() => put())
    whenResized.observe(element)
    const ending = new AbortController()
    const { signal } = ending
    window.addEventListener('resize', () => put(), { signal })
    window.addEventListener('scroll', (event) => void (isWithin(element, event.target) || put()), {
      signal,
      capture: true,
    })
    return () => {
      ending.abort()
      whenResized.disconnect()
      element.hidePopover()
    }
  }, [])

  useLayoutEffect(() => put(), [anchor, point, side, align])

  useLayoutEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    const outside = (event: Event): void => {
      if (!isWithin(own.current, event.target) && !isWithin(anchor, event.target)) close()
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing || ignoresEscape) return
      event.preventDefault()
      event.stopPropagation()
      close()
    }
    document.addEventListener('pointerdown', outside, { signal, capture: true })
    document.addEventListener('keydown', escape, { signal, capture: true })
    return () => ending.abort()
  }, [anchor, ignoresEscape])

  return (
    <div
      {...div}
      popover="manual"
      className={`popover${className === undefined ? '' : ` ${className}`}`}
      onClick={(event) => {
        event.stopPropagation()
        div.onClick?.(event)
      }}
      onContextMenu={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      ref={(element) => {
        own.current = element
        if (typeof ref === 'function') return ref(element)
        if (ref !== undefined && ref !== null) ref.current = element
        return undefined
      }}
    >
      {children}
    </div>
  )
}

const isWithin = (element: Element | null, target: EventTarget | null): boolean =>
  element !== null && target instanceof Node && element.contains(target)

function boxOf(anchor: Element | null, point: Point | undefined): Box {
  if (anchor !== null) return anchor.getBoundingClientRect()
  return { x: point?.x ?? 0, y: point?.y ?? 0, width: 0, height: 0 }
}
