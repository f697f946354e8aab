/** Keys that belong to the field itself, before any action is asked: the popup's, undo's, and the input method's. */
import type { KeyboardEvent } from 'react'
import type { Sheet } from './sheet.ts'
import type { ComposerAssist } from './useAssist.ts'

interface ComposerKeysPorts {
  readonly sheet: Sheet
  readonly assist: ComposerAssist
}

export function useComposerKeys({
  sheet,
  assist,
}: ComposerKeysPorts): (event: KeyboardEvent<HTMLTextAreaElement>) => void {
  return (event) => {
    const { key, nativeEvent } = event
    // Everything belongs to the input method while it composes; some browsers say so only by this old code.
    if (nativeEvent.isComposing || nativeEvent.keyCode === 229) return event.stopPropagation()
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey
    const take = (work: () => void): void => {
      event.preventDefault()
      work()
    }
    if (assist.shown !== null && !hasModifier && !event.shiftKey) {
      if (key === 'ArrowDown') return take(() => assist.move(1))
      if (key === 'ArrowUp') return take(() => assist.move(-1))
      if (key === 'Enter' || key === 'Tab') return take(() => assist.choose())
      if (key === 'Escape') return take(() => assist.close())
    }
    const isMod = (event.ctrlKey || event.metaKey) && !event.altKey
    if (isMod && key.toLowerCase() === 'z') return take(event.shiftKey ? sheet.redo : sheet.undo)
    if (isMod && key.toLowerCase() === 'y' && !event.metaKey) return take(sheet.redo)
  }
}
