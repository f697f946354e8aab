import type { ComponentPropsWithRef, ReactElement } from 'react'
import { Field, type FieldProps } from './field.tsx'

interface TextAreaProps extends FieldProps, Omit<ComponentPropsWithRef<'textarea'>, 'id' | 'children'> {}

export function TextArea({ label, isLabelHidden, hint, error, className, ...area }: TextAreaProps): ReactElement {
  return (
    <Field label={label} isLabelHidden={isLabelHidden === true} hint={hint} error={error}>
      {(ties) => (
        <textarea
          rows={3}
          dir="auto"
          {...area}
          {...ties}
          className={`field-input field-area${className === undefined ? '' : ` ${className}`}`}
        />
      )}
    </Field>
  )
}
