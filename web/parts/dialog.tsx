import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { X } from 'lucide-react'
import { IconButton } from './iconButton.tsx'
import { Live } from './live.tsx'

interface DialogProps {
  readonly title: string
  readonly description?: string
  /** Escape, the cross, or a press outside while nothing is typed. Whoever opened it takes it away then. */
  readonly onClose: () => void
  readonly children?: ReactNode
  /** The buttons at its end. */
  readonly actions?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  /** Without head and padding; the title is only its name. */
  readonly isBare?: boolean
  readonly className?: string
}

/**
 * A native modal dialog; on phones a sheet. It opens when it is mounted. The focus goes to what is marked with
 * `data-focus-first`, or to the first field, or to the title, and back to the opener at the end.
 */
export function Dialog(props: DialogProps): ReactElement {
  const { title, description, onClose, children, actions, size = 'medium', isBare = false, className } = props
  const own = useRef<HTMLDialogElement>(null)
  const isTyped = useRef(false)
  const id = useId()

  useLayoutEffect(() => {
    const dialog = own.current
    if (dialog === null) return
    const opener = document.activeElement
    dialog.showModal()
    firstFocus(dialog)?.focus()
    return () => {
      dialog.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])

  const name = isBare ? { 'aria-label': title } : { 'aria-labelledby': `${id}-title` }
  const more = description === undefined ? {} : { 'aria-describedby': `${id}-description` }
  return (
    <dialog
      {...name}
      {...more}
      ref={own}
      className={`dialog dialog-${size}${isBare ? ' dialog-bare' : ''}${className === undefined ? '' : ` ${className}`}`}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        onClose()
      }}
      onClose={(event) => {
        // The event comes late: the dialog may be open again.
        if (event.target === event.currentTarget && !event.currentTarget.open) onClose()
      }}
      onInput={() => {
        isTyped.current = true
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget && !isTyped.current) onClose()
      }}
      onClick={(event) => event.stopPropagation()}
      onContextMenu={(event) => event.stopPropagation()}
    >
      <div className="dialog-sheet">
        {isBare ? null : (
          <header className="dialog-head">
            <h2 id={`${id}-title`} className="dialog-title" tabIndex={-1}>
              {title}
            </h2>
            <IconButton className="dialog-close" label="Close" icon={X} onClick={onClose} />
          </header>
        )}
        {description === undefined ? null : (
          <p id={`${id}-description`} className={isBare ? 'quiet-text' : 'dialog-description'}>
            {description}
          </p>
        )}
        {children === undefined ? null : <div className="dialog-body">{children}</div>}
        {actions === undefined ? null : <footer className="dialog-actions">{actions}</footer>}
      </div>
      <Live />
    </dialog>
  )
}

function firstFocus(dialog: HTMLDialogElement): HTMLElement | null {
  return (
    dialog.querySelector<HTMLElement>('[data-focus-first]') ??
    dialog.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select):not([type=hidden], :disabled)') ??
    dialog.querySelector<HTMLElement>('.dialog-title')
  )
}
