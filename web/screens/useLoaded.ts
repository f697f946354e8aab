import { useEffect, useEffectEvent, useState } from 'react'
import type { Failure } from '@parley/protocol'
import { failureOf } from '../app/failureOf.ts'

export type Loaded<Value> =
  | { readonly type: 'loading' }
  | { readonly type: 'here'; readonly value: Value }
  | { readonly type: 'failed'; readonly failure: Failure }

/**
 * What the server is asked for when a screen opens, and again when `key` is another or the second result is called. What is
 * here stays until the newer answer, also where that is a failure; an older answer never replaces a newer one.
 */
export function useLoaded<Value>(key: string, load: () => Promise<Value>): readonly [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ type: 'loading' })
  const [turn, setTurn] = useState(0)
  const begin = useEffectEvent(load)
  useEffect(() => {
    let isStale = false
    begin().then(
      (value) => {
        if (!isStale) setLoaded({ type: 'here', value })
      },
      (error: unknown) => {
        if (!isStale)
          setLoaded((before) => (before.type === 'here' ? before : { type: 'failed', failure: failureOf(error) }))
      },
    )
    return () => {
      isStale = true
    }
  }, [key, turn])
  return [loaded, () => setTurn((before) => before + 1)]
}
