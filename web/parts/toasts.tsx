import { CircleAlert, X } from 'lucide-react'
import { type ReactElement, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from './iconButton.tsx'
import { announce } from './live.tsx'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'info' | 'error'
  readonly action?: { readonly label: string; readonly run: () => void }
}

const toastsMax = 3
/** Time to read, and more for each character. */
const shownMs = { info: 4000, error: 8000 } as const
const shownMsPerChar = 50

/** The newest last, at most three. The same words again replace what stands there. */
export const withToast = (toasts: readonly Toast[], toast: Toast): readonly Toast[] =>
  [...toasts.filter((each) => each.text !== toast.text || each.tone !== toast.tone), toast].slice(-toastsMax)

interface ToastsProps {
  readonly toasts: readonly Toast[]
  readonly onDismiss: (id: number) => void
}

/**
 * Short words about what has just happened, over everything. They stay while the pointer or the focus is on them, and the
 * focus goes back to where it was before.
 */
export function Toasts({ toasts, onDismiss }: ToastsProps): ReactElement {
  const own = useRef<HTMLDivElement>(null)
  const before = useRef<EventTarget | null>(null)
  const [isHeld, setHeld] = useState(false)
  const newest = toasts.at(-1)
  // What goes away under the pointer tells nobody that the pointer left.
  if (newest === undefined && isHeld) setHeld(false)

  useLayoutEffect(() => {
    const element = own.current
    if (element === null) return
    const focused = document.activeElement
    if (element.matches(':popover-open')) element.hidePopover()
    if (newest === undefined) return
    // Shown anew, it lies over a dialog that was opened meanwhile.
    element.showPopover()
    if (focused instanceof HTMLElement && element.contains(focused)) focused.focus()
    if (document.querySelector('dialog:modal') !== null) announce(newest.text)
  }, [newest])

  const leave = (id: number): void => {
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    onDismiss(id)
  }
  return (
    <div
      ref={own}
      popover="manual"
      className="toasts"
      role="region"
      aria-label="Notices"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={({ relatedTarget }) => {
        setHeld(true)
        if (!(relatedTarget instanceof Node && own.current?.contains(relatedTarget))) before.current = relatedTarget
      }}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isHeld={isHeld} onDismiss={onDismiss} onLeave={leave} />
      ))}
    </div>
  )
}

interface ToastCardProps {
  readonly toast: Toast
  readonly isHeld: boolean
  readonly onDismiss: (id: number) => void
  /** Dismissed by hand. */
  readonly onLeave: (id: number) => void
}

function ToastCard({ toast, isHeld, onDismiss, onLeave }: ToastCardProps): ReactElement {
  const { id, text, tone, action } = toast
  const dismiss = useEffectEvent(() => onDismiss(id))
  useEffect(() => {
    if (isHeld) return
    const timer = window.setTimeout(() => dismiss(), shownMs[tone] + shownMsPerChar * text.length)
    return () => window.clearTimeout(timer)
  }, [isHeld, tone, text])
  return (
    <div className={`toast toast-${tone}`}>
      {tone === 'error' ? <CircleAlert aria-hidden /> : null}
      <p className="toast-text" role={tone === 'error' ? 'alert' : 'status'} dir="auto">
        {text}
      </p>
      {action === undefined ? null : (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            onLeave(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton size="small" label="Dismiss" icon={X} onClick={() => onLeave(id)} />
    </div>
  )
}
