/**
 * Dialogs are data: a title, rows or fields, and what is done with them. Every feature of the server that is no message is
 * reached through one of four forms, so that one part draws them and one function handles their keys.
 */
import { type Editor, emptyEditor } from '../composer/editor.ts'
import type { Line } from '../text/line.ts'

/** What can be done with an item, by a key that is shown. */
export interface ItemAction {
  /** In key notation: `enter`, `x`. */
  readonly key: string
  readonly title: string
  readonly run: () => void
}

export interface Item {
  readonly id: string
  readonly line: Line
  /** What the filter searches. */
  readonly text: string
  /** The first is done by Enter and by a click. */
  readonly actions: readonly ItemAction[]
}

export interface ListDialog {
  readonly type: 'list'
  readonly title: string
  readonly items: readonly Item[]
  /** Shown where there are none. */
  readonly empty: string
  readonly at: number
  /** Typed text narrows the items; `null` where letters are actions. */
  readonly filter: Editor | null
  /** Other items for a typed text; without it the items' own texts are searched. */
  readonly search?: (query: string) => readonly Item[] | Promise<readonly Item[]>
  readonly isBusy: boolean
  readonly error: string | null
}

export interface Field {
  readonly id: string
  readonly label: string
  readonly kind: 'text' | 'secret' | 'choice'
  readonly editor: Editor
  /** Of a choice: the chosen one is the editor's text. */
  readonly choices: readonly string[]
  readonly hint: string
  /** Shown only where another field, a choice, has this value. */
  readonly when?: { readonly field: string; readonly is: string }
}

export const visibleFields = ({ fields }: FormDialog): readonly Field[] =>
  fields.filter(({ when }) => when === undefined || fields.find(({ id }) => id === when.field)?.editor.text === when.is)

type Values = Readonly<Record<string, string>>

export interface FormDialog {
  readonly type: 'form'
  readonly title: string
  readonly fields: readonly Field[]
  readonly at: number
  readonly submitLabel: string
  /** Rejects with what to tell; resolving ends the dialog. */
  readonly submit: (values: Values) => Promise<void>
  readonly isBusy: boolean
  readonly error: string | null
  /** The first run cannot be left by Escape. */
  readonly canLeave: boolean
}

export interface ConfirmDialog {
  readonly type: 'confirm'
  readonly title: string
  readonly question: string
  readonly yes: string
  readonly run: () => void | Promise<void>
}

export interface TextDialog {
  readonly type: 'text'
  readonly title: string
  readonly lines: readonly Line[]
  readonly top: number
}

export type Dialog = ListDialog | FormDialog | ConfirmDialog | TextDialog

/** An editor that holds a text, the cursor behind it, and nothing to undo. */
export const editorWith = (text: string): Editor => ({ ...emptyEditor, text, cursor: text.length })

export const field = (
  id: string,
  label: string,
  {
    text = '',
    kind = 'text',
    choices = [],
    hint = '',
    when,
  }: Partial<Pick<Field, 'kind' | 'choices' | 'hint' | 'when'>> & { text?: string } = {},
): Field => ({
  id,
  label,
  kind,
  choices,
  hint,
  ...(when === undefined ? {} : { when }),
  editor: editorWith(text === '' ? (choices[0] ?? '') : text),
})

export const form = (
  title: string,
  fields: readonly Field[],
  submitLabel: string,
  submit: FormDialog['submit'],
  canLeave = true,
): FormDialog => ({
  type: 'form',
  title,
  fields,
  at: 0,
  submitLabel,
  submit,
  isBusy: false,
  error: null,
  canLeave,
})

export const list = (
  title: string,
  items: readonly Item[],
  empty: string,
  { search, filter = true }: { search?: ListDialog['search']; filter?: boolean } = {},
): ListDialog => ({
  type: 'list',
  title,
  items,
  empty,
  at: 0,
  filter: filter ? emptyEditor : null,
  isBusy: false,
  error: null,
  ...(search === undefined ? {} : { search }),
})

export const confirm = (title: string, question: string, yes: string, run: ConfirmDialog['run']): ConfirmDialog => ({
  type: 'confirm',
  title,
  question,
  yes,
  run,
})

export const text = (title: string, lines: readonly Line[]): TextDialog => ({ type: 'text', title, lines, top: 0 })
