import { AtSign } from 'lucide-react'
import type { ReactElement } from 'react'

interface BadgeProps {
  readonly count: number
  /** What is counted, for readers of the screen: `3 unread messages`. */
  readonly label: string
  readonly tone?: 'accent' | 'muted' | 'mention'
}

const countMax = 99

/** Nothing for none. More than 99 are shown as `99+`. A mention is an `@`, however many there are. */
export function Badge({ count, label, tone = 'accent' }: BadgeProps): ReactElement | null {
  if (count <= 0) return null
  return (
    <span className={`badge badge-${tone} figures`}>
      <span aria-hidden dir="ltr">
        {tone === 'mention' ? <AtSign /> : count > countMax ? `${countMax}+` : count}
      </span>
      <span className="quiet-text">{label}</span>
    </span>
  )
}
