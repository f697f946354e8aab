import type { ReactElement, ReactNode } from 'react'

interface SectionHeadingProps {
  readonly children: ReactNode
  readonly level?: 2 | 3 | 4
  /** A button at its end. */
  readonly action?: ReactNode
}

export function SectionHeading({ children, level = 2, action }: SectionHeadingProps): ReactElement {
  const Heading = `h${level}` as const
  return (
    <div className="section-heading">
      <Heading>{children}</Heading>
      {action}
    </div>
  )
}
