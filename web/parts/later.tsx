import { type ComponentType, type ReactElement, useEffect, useEffectEvent, useLayoutEffect, useState } from 'react'

/** After the page has been shown. */
const warmMs = 1_000

interface Closable {
  readonly onClose: () => void
}

/**
 * Something that opens over the page. Its code comes when the browser is idle, or when it is first opened; where it cannot be
 * had, it closes.
 */
export const later = <Props extends Closable>(
  load: () => Promise<ComponentType<Props>>,
): ((props: Props) => ReactElement | null) => laterPart(load, (props: Props) => props.onClose())

/** The same for a part of the page that nobody waits for. Not `lazy` and `Suspense`: these would hold back what is there already. */
export function laterPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  failed: (props: Props) => void = () => undefined,
  /** Its code comes when the browser is idle. */
  isWarmed = true,
): (props: Props) => ReactElement | null {
  let part: ComponentType<Props> | null = null
  const get = async (): Promise<void> => {
    part = await load()
  }
  if (isWarmed) whenIdle(() => get().catch(() => undefined))
  return function Later(props) {
    const [, setHere] = useState(part !== null)
    const fail = useEffectEvent(() => failed(props))
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

/** Of this page; once for all. */
let isPageIdle = false

/** True once the page has been shown and the browser is idle: then comes what nobody waits for. */
export function useIdle(): boolean {
  const [isIdle, setIdle] = useState(isPageIdle)
  useEffect(() => {
    if (isIdle) return undefined
    let isOver = false
    whenIdle(() => {
      isPageIdle = true
      if (!isOver) setIdle(true)
    })
    return () => {
      isOver = true
    }
  }, [isIdle])
  return isIdle
}

/** Not every browser tells when it is idle. */
export function whenIdle(work: () => unknown): void {
  setTimeout(() => {
    if ('requestIdleCallback' in window) requestIdleCallback(work)
    else work()
  }, warmMs)
}
