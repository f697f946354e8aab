import { type ComponentPropsWithRef, type ReactElement, useRef } from 'react'
import { Search, X } from 'lucide-react'
import { IconButton } from './iconButton.tsx'

interface SearchFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'value' | 'onChange' | 'type' | 'aria-label'> {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Escape empties it first; in an empty one the key is left to others. */
export function SearchField({ label, value, onChange, ref, className, ...input }: SearchFieldProps): ReactElement {
  const own = useRef<HTMLInputElement>(null)
  const clear = (): void => {
    onChange('')
    own.current?.focus()
  }
  return (
    <div className={`search${className === undefined ? '' : ` ${className}`}`}>
      <Search aria-hidden />
      <input
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        placeholder={label}
        enterKeyHint="search"
        {...input}
        type="search"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          input.onKeyDown?.(event)
          if (event.key !== 'Escape' || value === '' || event.defaultPrevented || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.stopPropagation()
          onChange('')
        }}
        ref={(element) => {
          own.current = element
          if (typeof ref === 'function') return ref(element)
          if (ref !== undefined && ref !== null) ref.current = element
          return undefined
        }}
      />
      {value === '' ? null : <IconButton size="small" label="Clear" icon={X} onClick={clear} />}
    </div>
  )
}
