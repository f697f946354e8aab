import type { LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon?: LucideIcon
  readonly title: string
  /** What can be done here. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Says why there is nothing, and what to do. */
export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps): ReactElement {
  return (
    <div className="empty">
      {Icon === undefined ? null : (
        <span className="empty-icon">
          <Icon aria-hidden />
        </span>
      )}
      <p className="empty-title">{title}</p>
      {children === undefined ? null : <div className="empty-text">{children}</div>}
      {actions === undefined ? null : <div className="empty-actions">{actions}</div>}
    </div>
  )
}
