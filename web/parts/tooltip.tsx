import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { laterPart } from './later.tsx'

interface TooltipProps {
  readonly text: string
  readonly chord?: string | undefined
  /** One element, which has a name without this. */
  readonly children: ReactNode
}

// Not before it is wanted: a page to log in has nothing else that floats.
const Popover = laterPart(
  () => import('./popover.tsx').then((parts) => parts.Popover),
  ({ onClose }) => onClose(),
  false,
)

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

  const soon = (ms: number, next: () => void): void => {
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
        if (event.pointerType === 'mouse') soon(anchor === null ? delayMs : 0, show)
      }}
      onPointerLeave={() => soon(lingerMs, hide)}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) soon(delayMs, show)
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
