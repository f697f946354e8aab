import { type ReactElement, useId } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

/** One of a few, all of them to be seen: native radio buttons, of which the whole row can be pressed. */
export function Choices<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
}): ReactElement {
  const id = useId()
  return (
    <fieldset className="screen-radios">
      <legend className="quiet-text">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className="screen-radio">
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            aria-labelledby={`${id}-${option.value}`}
            aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}-hint`}
            onChange={() => onChange(option.value)}
          />
          <span className="screen-radio-text">
            <span id={`${id}-${option.value}`}>{option.label}</span>
            {option.hint === undefined ? null : (
              <span id={`${id}-${option.value}-hint`} className="field-hint">
                {option.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
