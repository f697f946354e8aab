import type { ComponentPropsWithRef, ReactElement } from 'react'
import type { LucideIcon } from 'lucide-react'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'children' | 'aria-label'> {
  /** Its name, also shown as its tooltip. */
  readonly label: string
  readonly icon: LucideIcon
  /** The keys that do the same, as people write them. Shown in the tooltip. */
  readonly chord?: string | undefined
  readonly tone?: 'plain' | 'filled'
  /** 40 px, or 28 px where it stands among text. */
  readonly size?: 'medium' | 'small'
}

export function IconButton({
  label,
  icon: Icon,
  chord,
  tone = 'plain',
  size = 'medium',
  ...rest
}: IconButtonProps): ReactElement {
  const { className, ...button } = rest
  const classes = `icon-button icon-button-${tone} icon-button-${size}${className === undefined ? '' : ` ${className}`}`
  return (
    <Tooltip text={label} chord={chord}>
      <button type="button" {...button} className={classes} aria-label={label}>
        <Icon aria-hidden />
      </button>
    </Tooltip>
  )
}
