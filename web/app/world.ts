/** The browser, as the app takes it. */
import { announce } from '../parts/main.ts'
import type { AppWorld, Kept } from './app.ts'

export function browserWorld(go: (path: string) => void): AppWorld {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    offset: (at) => -new Date(at).getTimezoneOffset(),
    hour12: new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 === true,
    kept: keptIn(localStorage),
    go,
    announce,
  }
}

/** A browser may forbid its store, and it may be full. */
function keptIn(storage: Storage): Kept {
  const tried = <Result>(work: () => Result, otherwise: Result): Result => {
    try {
      return work()
    } catch {
      return otherwise
    }
  }
  return {
    get: (key) => tried(() => storage.getItem(key), null),
    set: (key, value) =>
      tried(() => {
        if (value === null) storage.removeItem(key)
        else storage.setItem(key, value)
      }, undefined),
    keys: (prefix) => tried(() => Object.keys(storage).filter((key) => key.startsWith(prefix)), []),
  }
}
