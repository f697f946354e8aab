import { type ComponentType, type ReactElement, useEffectEvent, useLayoutEffect, useState } from 'react'

/** After the page has been shown. */
const warmMs = 1_000

interface Closable {
  readonly onClose: () => void
}

/**
 * Something that opens over the page. Its code comes when the browser is idle, or when it is first opened; where it cannot be
 * had, it closes. Not `lazy` and `Suspense`: these would hold back what is there already.
 */
export function later<Props extends Closable>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactElement | null {
  let part: ComponentType<Props> | null = null
  const get = async (): Promise<void> => {
    part = await load()
  }
  whenIdle(() => get().catch(() => undefined))
  return function Later(props) {
    const [, setHere] = useState(part !== null)
    const fail = useEffectEvent(() => props.onClose())
    useLayoutEffect(() => {
      if (part !== null) return undefined
      let isOver = false
      get().then(
        () => {
          if (!isOver) setHere(true)
        },
        () => {
          if (!isOver) fail()
        },
      )
      return () => {
        isOver = true
      }
    }, [])
    const Part = part
    return Part === null ? null : <Part {...props} />
  }
}

/** Not every browser tells when it is idle. */
function whenIdle(work: () => unknown): void {
  setTimeout(() => {
    if ('requestIdleCallback' in window) requestIdleCallback(work)
    else work()
  }, warmMs)
}
