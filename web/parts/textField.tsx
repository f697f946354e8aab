import type { ComponentPropsWithRef, ReactElement } from 'react'
import { Field, type FieldProps } from './field.tsx'

interface TextFieldProps extends FieldProps, Omit<ComponentPropsWithRef<'input'>, 'id' | 'children'> {}

/** What an `<input>` takes passes through, so that `autoComplete` and `inputMode` work. */
export function TextField({ label, isLabelHidden, hint, error, className, ...input }: TextFieldProps): ReactElement {
  return (
    <Field label={label} isLabelHidden={isLabelHidden === true} hint={hint} error={error}>
      {(ties) => (
        <input
          type="text"
          dir="auto"
          {...input}
          {...ties}
          className={`field-input${className === undefined ? '' : ` ${className}`}`}
        />
      )}
    </Field>
  )
}
