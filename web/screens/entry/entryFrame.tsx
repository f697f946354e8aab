/** One calm column in the middle: which server this is, what is asked here, and what else one could do. */
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react'
import type { ServerInfo } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text/sanitise'
import { Mark } from './mark.tsx'

export interface EntryFrameProps {
  /** `null` until it is known. */
  readonly server: ServerInfo | null
  readonly title: string
  /** A sentence under the title. */
  readonly lead?: ReactNode
  readonly children: ReactNode
}

export function EntryFrame({ server, title, lead, children }: EntryFrameProps): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null)
  const name = server === null ? '' : safeLine(server.name).trim()
  useEffect(() => {
    document.title = name === '' ? title : `${title} – ${name}`
  }, [title, name])
  useEffect(() => {
    // On a touch screen a field would bring up the keyboard over what is to be read first.
    const field = matchMedia('(pointer: fine)').matches
      ? heading.current?.parentElement?.querySelector<HTMLElement>('input:not([readonly])')
      : null
    const focused = field ?? heading.current
    focused?.focus({ preventScroll: true })
  }, [title])
  return (
    <main className="screen-entry">
      <div className="screen-entry-column">
        <p className="screen-entry-server">
          <Mark />
          <span dir="auto">{name === '' ? 'Parley' : name}</span>
        </p>
        <h1 className="screen-entry-title" ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead === undefined ? null : <div className="screen-entry-lead">{lead}</div>}
        {children}
      </div>
    </main>
  )
}
