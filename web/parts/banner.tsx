import { CircleAlert, Info, type LucideIcon, TriangleAlert, X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { IconButton } from './iconButton.tsx'

interface BannerProps {
  readonly tone?: 'info' | 'warning' | 'error'
  readonly icon?: LucideIcon
  readonly children: ReactNode
  /** Buttons. */
  readonly actions?: ReactNode
  readonly onClose?: () => void
}

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert } as const

/** A line over the page about what holds for all of it. It is read when it comes. */
export function Banner({ tone = 'info', icon, children, actions, onClose }: BannerProps): ReactElement {
  const Icon = icon ?? icons[tone]
  return (
    <div className={`banner banner-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon aria-hidden />
      <div className="banner-text">{children}</div>
      {actions}
      {onClose === undefined ? null : <IconButton size="small" label="Dismiss" icon={X} onClick={onClose} />}
    </div>
  )
}
