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

/** Short words about what has just happened, over everything. They stay while the pointer or the focus is on them. */
export function Toasts({ toasts, onDismiss }: ToastsProps): ReactElement {
  const own = useRef<HTMLDivElement>(null)
  const [isHeld, setHeld] = useState(false)
  const newest = toasts.at(-1)

  useLayoutEffect(() => {
    const element = own.current
    if (element === null || newest === undefined) return
    // Shown anew, it lies over a dialog that was opened meanwhile.
    element.showPopover()
    if (document.querySelector('dialog:modal') !== null) announce(newest.text)
    return () => element.hidePopover()
  }, [newest])

  return (
    <div
      ref={own}
      popover="manual"
      className="toasts"
      role="region"
      aria-label="Notices"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isHeld={isHeld} onDismiss={onDismiss} />
      ))}
    </div>
  )
}

interface ToastCardProps {
  readonly toast: Toast
  readonly isHeld: boolean
  readonly onDismiss: (id: number) => void
}

function ToastCard({ toast, isHeld, onDismiss }: ToastCardProps): ReactElement {
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
            onDismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton size="small" label="Dismiss" icon={X} onClick={() => onDismiss(id)} />
    </div>
  )
}
