/**
 * What stands in the left column in place of the list of chats, and fills a phone. The focus comes to its first field or its
 * title, and goes back to where it was. Escape goes back like the arrow.
 */
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { ArrowLeft, X } from 'lucide-react'
import { IconButton } from '../parts/main.ts'

export interface PanelProps {
  readonly title: string
  readonly onClose: () => void
  /** Beside the title. */
  readonly actions?: ReactNode
  /** Stays at the end, under what scrolls. */
  readonly foot?: ReactNode
  /** Where the focus comes to. */
  readonly focus?: 'field' | 'title'
  /** A panel that stands beside something is closed; one that covers it leads back. */
  readonly leave?: 'back' | 'close'
  readonly children: ReactNode
}

export function Panel(props: PanelProps): ReactElement {
  const { title, onClose, actions, foot, focus = 'title', leave = 'back', children } = props
  const own = useRef<HTMLElement>(null)
  const id = useId()
  // Looked at before anything here takes the focus.
  const [opener] = useState(openerNow)

  useLayoutEffect(() => {
    const panel = own.current
    const field =
      focus === 'field' ? panel?.querySelector<HTMLElement>('.screen-panel-body :is(input, textarea)') : null
    const first = field ?? panel?.querySelector<HTMLElement>('.screen-panel-title')
    first?.focus({ preventScroll: true })
  }, [focus, title])
  useLayoutEffect(
    () => () => {
      // The list that holds the opener is shown again only after this.
      queueMicrotask(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body
        if (isLost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
      })
    },
    [opener],
  )

  useLayoutEffect(() => (own.current === null ? undefined : keepFocus(own.current)), [])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    // A dialog that stands in the panel closes alone.
    if (event.target instanceof Element && event.target.closest('dialog') !== null) return
    event.preventDefault()
    onClose()
  }
  return (
    <section ref={own} className="screen-panel" aria-labelledby={id} onKeyDown={onKeyDown}>
      <header className="screen-panel-head">
        {leave === 'back' && (
          <IconButton className="screen-panel-back" label="Back" icon={ArrowLeft} onClick={onClose} />
        )}
        <h2 id={id} className="screen-panel-title" tabIndex={-1}>
          {title}
        </h2>
        {actions}
        {leave === 'close' && <IconButton label="Close" icon={X} onClick={onClose} />}
      </header>
      <div className="screen-panel-body">{children}</div>
      {foot === undefined ? null : <footer className="screen-panel-foot">{foot}</footer>}
    </section>
  )
}

let lastOutside: Element | null = null

/** What has the focus, or had it before the panel that leads to this one: that one goes, and cannot take it back. */
function openerNow(): Element | null {
  const { activeElement, body } = document
  if (activeElement !== null && activeElement !== body && activeElement.closest('.screen-panel') === null)
    lastOutside = activeElement
  return lastOutside
}

/** A button may go with what it did: the focus comes to the title then, and keys still reach the panel. */
function keepFocus(panel: HTMLElement): () => void {
  let last: Node | null = null
  const onFocus = ({ target }: FocusEvent): void => {
    last = target instanceof Node ? target : null
  }
  const observer = new MutationObserver(() => {
    if (last === null || last.isConnected || document.activeElement !== document.body) return
    panel.querySelector<HTMLElement>('.screen-panel-title')?.focus({ preventScroll: true })
  })
  panel.addEventListener('focusin', onFocus)
  observer.observe(panel, { childList: true, subtree: true })
  return () => {
    panel.removeEventListener('focusin', onFocus)
    observer.disconnect()
  }
}
