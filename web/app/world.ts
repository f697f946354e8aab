/** The browser, as the app takes it. */
import { browserEnv } from '../link/browserEnv.ts'
import { announce } from '../parts/main.ts'
import { localClock } from '../screens/localClock.ts'
import type { AppWorld, Kept } from './app.ts'

export function browserWorld(go: (path: string) => void): AppWorld {
  const { offset, hour12 } = localClock()
  return { ...browserEnv, offset, hour12, kept: keptIn(() => localStorage), go, announce }
}

/** A browser may forbid its store, where already its name throws, and it may be full. */
function keptIn(storage: () => Storage): Kept {
  const tried = <Result>(work: (store: Storage) => Result, otherwise: Result): Result => {
    try {
      return work(storage())
    } catch {
      return otherwise
    }
  }
  return {
    get: (key) => tried((store) => store.getItem(key), null),
    set: (key, value) =>
      tried((store) => {
        if (value === null) store.removeItem(key)
        else store.setItem(key, value)
      }, undefined),
    keys: (prefix) => tried((store) => Object.keys(store).filter((key) => key.startsWith(prefix)), []),
    watch(changed) {
      const listener = ({ key, newValue }: StorageEvent): void => {
        if (key !== null) changed(key, newValue)
      }
      addEventListener('storage', listener)
      return () => removeEventListener('storage', listener)
    },
  }
}
