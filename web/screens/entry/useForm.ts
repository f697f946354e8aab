import { type FormEvent, useRef, useState } from 'react'
import type { Failure } from '@parley/protocol'
import { failureOf } from '../../app/failureOf.ts'
import type { Trouble } from './trouble.ts'

export interface FormParts<Field extends string> {
  /** Before anybody is asked; `null`: nothing is missing. */
  readonly gaps: (values: Readonly<Record<Field, string>>) => Trouble<Field> | null
  readonly send: (values: Readonly<Record<Field, string>>) => Promise<void>
  readonly trouble: (failure: Failure) => Trouble<Field>
}

export interface Form<Field extends string> {
  /** What ties a field of the screen to its name and its error. */
  readonly field: (name: Field) => FieldTies<Field>
  /** What is wrong with none of the fields. */
  readonly error: string | null
  readonly isBusy: boolean
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
}

interface FieldTies<Field extends string> {
  readonly name: Field
  readonly defaultValue: string
  readonly onChange: () => void
  readonly error: string | null
}

/**
 * A form whose fields are texts. They keep their texts themselves, and are read when the form is sent: so nothing is lost that a
 * password manager filled in without telling. After a refusal the field that it concerns has the focus, and its error stays
 * until it is changed.
 */
export function useForm<Field extends string>(
  first: Readonly<Record<Field, string>>,
  fields: readonly Field[],
  { gaps, send, trouble }: FormParts<Field>,
): Form<Field> {
  const [shown, setShown] = useState<Trouble<Field> | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isSending = useRef(false)

  const show = (form: HTMLFormElement, found: Trouble<Field>): void => {
    setShown(found)
    if (found.field === null) return
    const field = form.elements.namedItem(found.field)
    if (field instanceof HTMLElement) field.focus()
  }
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const filled = new FormData(form)
    const values: Record<Field, string> = { ...first }
    for (const field of fields) {
      const value = filled.get(field)
      if (typeof value === 'string') values[field] = value
    }
    const gap = gaps(values)
    if (gap !== null) return show(form, gap)
    setShown(null)
    isSending.current = true
    setBusy(true)
    try {
      await send(values)
    } catch (error) {
      show(form, trouble(failureOf(error)))
    } finally {
      isSending.current = false
      setBusy(false)
    }
  }

  return {
    field: (name) => ({
      name,
      defaultValue: first[name],
      onChange() {
        if (shown?.field === name) setShown(null)
      },
      error: shown?.field === name ? shown.text : null,
    }),
    error: shown?.field === null ? shown.text : null,
    isBusy,
    onSubmit(event) {
      event.preventDefault()
      if (!isSending.current) void submit(event.currentTarget)
    },
  }
}
