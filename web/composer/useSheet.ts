/** What components follow of a sheet. */
import { useEffect, useState, useSyncExternalStore } from 'react'
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

const pauseMs = 150

/** The text after a pause, so that what is made of it costs no key. An empty one is known at once. */
export function useSettledText({ writing }: Sheet): string {
  const { world } = useApp()
  const [text, setText] = useState(() => writing.get().text)
  useEffect(() => {
    let cancel: (() => void) | null = null
    const settle = (): void => setText(writing.get().text)
    settle()
    const stop = writing.subscribe(() => {
      cancel?.()
      cancel = null
      if (writing.get().text === '') settle()
      else cancel = world.after(pauseMs, settle)
    })
    return () => {
      cancel?.()
      stop()
    }
  }, [writing, world])
  return text
}
