import type { ComponentPropsWithRef, ReactElement } from 'react'
import type { LucideIcon } from 'lucide-react'
import { Spinner } from './spinner.tsx'

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  /** `primary`: the one thing to do here. `danger`: what cannot be taken back. */
  readonly tone?: 'primary' | 'quiet' | 'plain' | 'danger'
  readonly icon?: LucideIcon
  /** It works: it stays where it is and cannot be pressed again. */
  readonly isBusy?: boolean
  /** As wide as what it stands in. */
  readonly isWide?: boolean
}

/** Never a submit button by accident: say `type="submit"`. */
export function Button({
  tone = 'quiet',
  icon: Icon,
  isBusy = false,
  isWide = false,
  ...rest
}: ButtonProps): ReactElement {
  const { children, className, disabled, ...button } = rest
  const classes = `button button-${tone}${isWide ? ' button-wide' : ''}${className === undefined ? '' : ` ${className}`}`
  return (
    <button type="button" {...button} className={classes} disabled={disabled === true || isBusy} aria-busy={isBusy}>
      {isBusy ? <Spinner /> : Icon === undefined ? null : <Icon aria-hidden />}
      <span>{children}</span>
    </button>
  )
}
