import { type ReactElement, useId } from 'react'
import { Button, type ButtonProps } from '../parts/main.ts'

export interface ReasonedButtonProps extends ButtonProps {
  /** Why it cannot be pressed; `null`: it can. */
  readonly why: string | null
}

/** A button that stays where the focus finds it when it cannot be pressed, and says why. */
export function ReasonedButton({ why, onClick, ...button }: ReasonedButtonProps): ReactElement {
  const id = useId()
  if (why === null) return <Button {...button} onClick={onClick} />
  return (
    <div className="screen-reasoned">
      <Button {...button} tone="quiet" aria-disabled aria-describedby={id} />
      <p id={id} className="screen-reason">
        {why}
      </p>
    </div>
  )
}
