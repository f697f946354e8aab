import { type ComponentPropsWithRef, type ReactElement, useState } from 'react'
import { Eye, EyeOff } from 'lucide-react'
import { Field, type FieldProps } from './field.tsx'
import { IconButton } from './iconButton.tsx'

interface PasswordFieldProps
  extends FieldProps, Omit<ComponentPropsWithRef<'input'>, 'id' | 'children' | 'type' | 'autoComplete'> {
  /** Which one: so that password managers fill in, or offer to keep. */
  readonly autoComplete: 'current-password' | 'new-password'
}

/** Pasting works, and what was typed can be shown. */
export function PasswordField({
  label,
  isLabelHidden,
  hint,
  error,
  className,
  ...input
}: PasswordFieldProps): ReactElement {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} isLabelHidden={isLabelHidden === true} hint={hint} error={error}>
      {(ties) => (
        <div className="field-box">
          <input
            spellCheck={false}
            autoCapitalize="off"
            {...input}
            {...ties}
            type={isShown ? 'text' : 'password'}
            className={`field-input${className === undefined ? '' : ` ${className}`}`}
          />
          <IconButton
            size="small"
            label={isShown ? 'Hide password' : 'Show password'}
            icon={isShown ? EyeOff : Eye}
            onClick={() => setShown(!isShown)}
          />
        </div>
      )}
    </Field>
  )
}
