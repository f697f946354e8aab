/** What components follow of a sheet. */
import { startTransition, useEffect, useState, useSyncExternalStore } from 'react'
import { useApp } from '../app/useApp.ts'
import type { Sheet } from './sheet.ts'
import type { Writing } from './writing.ts'

/** `pick` must give a text, a number or a boolean, quickly: it runs with every key. */
export function useSheet<Picked extends string | number | boolean>(
  { writing }: Sheet,
  pick: (writing: Writing) => Picked,
): Picked {
  return useSyncExternalStore(writing.subscribe, () => pick(writing.get()))
}

/** A long text costs more to look at, so its writer is given more time to go on. */
const pauseMs = (text: string): number => (text.length < 1_000 ? 150 : 400)

/** The text after a pause, so that what is made of it costs no key. An empty one is known at once. */
export function useSettledText({ writing }: Sheet): string {
  const { world } = useApp()
  const [text, setText] = useState(() => writing.get().text)
  useEffect(() => {
    let cancel: (() => void) | null = null
    // A key that comes while it is drawn goes first.
    const settle = (): void => startTransition(() => setText(writing.get().text))
    settle()
    const stop = writing.subscribe(() => {
      cancel?.()
      cancel = null
      if (writing.get().text === '') setText('')
      else cancel = world.after(pauseMs(writing.get().text), settle)
    })
    return () => {
      cancel?.()
      stop()
    }
  }, [writing, world])
  return text
}
