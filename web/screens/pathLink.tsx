import type { MouseEvent, ReactElement, ReactNode } from 'react'

/** A link within the client: it can be opened in another tab, and goes there without loading the page. */
export function PathLink({
  to,
  go,
  className,
  isCurrent = false,
  children,
}: {
  readonly to: string
  readonly go: (path: string) => void
  readonly className?: string
  readonly isCurrent?: boolean
  readonly children: ReactNode
}): ReactElement {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={to} className={className} aria-current={isCurrent ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  )
}
