/** The field: a plain text area that grows with its text. It shows its sheet, and tells it what was typed. */
import {
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
} from 'react'
import { cleanText } from '@parley/protocol/text'
import { growing } from './growing.ts'
import type { Sheet } from './sheet.ts'
import type { Change } from './undo.ts'
import { replaced, type Writing } from './writing.ts'

export interface FieldProps {
  readonly sheet: Sheet
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly label: string
  readonly placeholder: string
  /** Ids of what describes it. */
  readonly describedBy: string
  /** The popup that its arrows move in. */
  readonly popup: { readonly list: string; readonly active: string } | null
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
  /** The text or the caret is another: what could be completed may be too. Not while an input method composes. */
  readonly onMoved: () => void
  readonly onTooLong: () => void
}

export function Field(props: FieldProps): ReactElement {
  const { sheet, field, label, placeholder, describedBy, popup, onKeyDown, onTooLong } = props
  const moved = useEffectEvent(props.onMoved)
  const tooLong = useEffectEvent(onTooLong)

  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    const show = (): void => {
      const { text, from, to } = sheet.writing.get()
      if (element.value !== text) element.value = text
      else if (document.activeElement !== element) return
      if (element.selectionStart !== from || element.selectionEnd !== to) element.setSelectionRange(from, to)
    }
    show()
    const { from, to } = sheet.writing.get()
    element.setSelectionRange(from, to)
    if (isPassed) element.focus()
    const stop = sheet.writing.subscribe(show)
    return () => {
      stop()
      sheet.select(element.selectionStart, element.selectionEnd)
      if (document.activeElement === element) passFocus()
    }
  }, [sheet, field])

  useLayoutEffect(
    () => (field.current === null ? undefined : growing(field.current, sheet.writing.subscribe)),
    [sheet, field],
  )

  useEffect(() => {
    const element = field.current
    if (element === null) return
    const ending = new AbortController()
    const { signal } = ending
    let isComposing = false
    // React's own event of this name is another one.
    element.addEventListener(
      'beforeinput',
      (event) => {
        if (event.inputType === 'historyUndo' || event.inputType === 'historyRedo') {
          event.preventDefault()
          if (event.inputType === 'historyUndo') sheet.undo()
          else sheet.redo()
          moved()
        } else if (!event.isComposing) sheet.select(element.selectionStart, element.selectionEnd)
      },
      { signal },
    )
    element.addEventListener(
      'input',
      (event) => {
        const inputType = event instanceof InputEvent ? event.inputType : ''
        if (!sheet.type(writingIn(element), changeOf(inputType))) {
          element.value = sheet.writing.get().text
          element.setSelectionRange(sheet.writing.get().from, sheet.writing.get().to)
          tooLong()
        }
        if (!isComposing) moved()
      },
      { signal },
    )
    const compose = ({ type }: Event): void => {
      isComposing = type === 'compositionstart'
      if (!isComposing) moved()
    }
    element.addEventListener('compositionstart', compose, { signal })
    element.addEventListener('compositionend', compose, { signal })
    document.addEventListener(
      'selectionchange',
      () => {
        if (isComposing || document.activeElement !== element || element.value !== sheet.writing.get().text) return
        const { from, to } = sheet.writing.get()
        if (element.selectionStart === from && element.selectionEnd === to) return
        sheet.select(element.selectionStart, element.selectionEnd)
        moved()
      },
      { signal },
    )
    return () => ending.abort()
  }, [sheet, field])

  return (
    <textarea
      ref={field}
      className="composer-field"
      data-keys="composer"
      dir="auto"
      rows={1}
      aria-label={label}
      placeholder={placeholder}
      aria-describedby={describedBy}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={popup?.list}
      aria-activedescendant={popup?.active}
      autoCapitalize="sentences"
      autoComplete="off"
      enterKeyHint="send"
      spellCheck
      onKeyDown={onKeyDown}
      onBlur={() => sheet.save()}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text/plain')
        const clean = cleanText(pasted)
        if (clean === pasted) return
        event.preventDefault()
        const now = writingIn(event.currentTarget)
        if (!sheet.replace(replaced(now, now.from, now.to, clean))) onTooLong()
      }}
    />
  )
}

/** The field of a chat that is left had the focus: the field that comes in the same turn gets it. */
let isPassed = false
function passFocus(): void {
  isPassed = true
  queueMicrotask(() => {
    isPassed = false
  })
}

const writingIn = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Writing => ({
  text: value,
  from: selectionStart,
  to: selectionEnd,
})

function changeOf(inputType: string): Change {
  switch (inputType) {
    case 'insertText':
    case 'insertCompositionText':
    case 'insertLineBreak':
      return 'typing'
    case 'deleteContentBackward':
    case 'deleteContentForward':
      return 'deleting'
    // A word, a line, a paste, a drop, a correction: a step of its own. The names are many, and more come.
    default:
      return 'whole'
  }
}
