import { ChevronDown } from 'lucide-react'
import type { ReactElement } from 'react'
import { Field, type FieldProps } from './field.tsx'

interface SelectProps<Value extends string> extends FieldProps {
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
}

/** The native list of choices: it is the best one on phones, and every reader of the screen knows it. */
export function Select<Value extends string>(props: SelectProps<Value>): ReactElement {
  const { value, options, onChange, disabled = false, ...field } = props
  return (
    <Field {...field}>
      {(ties) => (
        <div className="field-box">
          <select
            {...ties}
            className="field-input field-select"
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.currentTarget.value)
              if (chosen !== undefined) onChange(chosen.value)
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden className="field-arrow" />
        </div>
      )}
    </Field>
  )
}
