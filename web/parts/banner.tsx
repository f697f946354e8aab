import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

interface BannerProps {
  readonly tone?: 'info' | 'warning' | 'error'
  readonly icon?: LucideIcon
  readonly children: ReactNode
  /** Buttons. */
  readonly actions?: ReactNode
}

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert } as const

/** A line over the page about what holds for all of it. It is read when it comes. */
export function Banner({ tone = 'info', icon, children, actions }: BannerProps): ReactElement {
  const Icon = icon ?? icons[tone]
  return (
    <div className={`banner banner-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon aria-hidden />
      <div className="banner-text">{children}</div>
      {actions}
    </div>
  )
}
