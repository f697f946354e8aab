import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { Popover } from './popover.tsx'

interface TooltipProps {
  readonly text: string
  readonly chord?: string | undefined
  /** One element, which has a name without this. */
  readonly children: ReactNode
}

const delayMs = 450
/** Long enough to reach the tooltip with the pointer. */
const lingerMs = 120

/**
 * A few words about what is under the pointer or has the focus of the keyboard. Escape hides it. A finger never sees it, and
 * it repeats the name, so it is hidden from readers of the screen.
 */
export function Tooltip({ text, chord, children }: TooltipProps): ReactElement {
  const host = useRef<HTMLSpanElement>(null)
  const [anchor, setAnchor] = useState<Element | null>(null)
  const timer = useRef<number | undefined>(undefined)

  const later = (ms: number, next: () => void): void => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(next, ms)
  }
  const show = (): void => setAnchor(host.current?.firstElementChild ?? null)
  const hide = (): void => {
    window.clearTimeout(timer.current)
    setAnchor(null)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])

  useEffect(() => {
    if (anchor === null) return
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setAnchor(null)
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [anchor])

  return (
    <span
      ref={host}
      className="tooltip-host"
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') later(anchor === null ? delayMs : 0, show)
      }}
      onPointerLeave={() => later(lingerMs, hide)}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) later(delayMs, show)
      }}
      onBlur={hide}
    >
      {children}
      {anchor === null ? null : (
        <Popover className="tooltip" anchor={anchor} align="centre" onClose={hide} ignoresEscape aria-hidden>
          {text}
          {chord === undefined ? null : <kbd>{chord}</kbd>}
        </Popover>
      )}
    </span>
  )
}
