import { CircleAlert } from 'lucide-react'
import { type ReactElement, type ReactNode, useId } from 'react'

export interface FieldProps {
  readonly label: string
  /** The label is read, not shown: where the place says enough. */
  readonly isLabelHidden?: boolean
  readonly hint?: string | undefined
  /** What is wrong with what was typed, as a sentence. */
  readonly error?: string | null | undefined
}

interface FieldFrameProps extends FieldProps {
  readonly children: (ties: FieldTies) => ReactNode
}
/** What ties the control to its label, hint and error. */
interface FieldTies {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
}

export function Field({ label, isLabelHidden = false, hint, error, children }: FieldFrameProps): ReactElement {
  const id = useId()
  const hasError = error !== undefined && error !== null && error !== ''
  const described = [hint === undefined ? null : `${id}-hint`, hasError ? `${id}-error` : null].filter(
    (each) => each !== null,
  )
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? 'quiet-text' : 'field-label'}>
        {label}
      </label>
      {children({
        id,
        ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
        ...(hasError ? { 'aria-invalid': true } : {}),
      })}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} className="field-error" aria-live="polite">
        {hasError ? (
          <>
            <CircleAlert aria-hidden />
            {error}
          </>
        ) : null}
      </p>
    </div>
  )
}
