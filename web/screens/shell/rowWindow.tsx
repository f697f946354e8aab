/** A list of rows that are all as high as `--row`, of which only those that are seen are in the document. */
import {
  type ReactElement,
  type ReactNode,
  type RefObject,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

export interface RowWindowHandle {
  /** Scrolls no farther than needed for this row to be seen. */
  show(index: number): void
}

export interface RowWindowProps {
  readonly label: string
  readonly className: string
  readonly count: number
  readonly row: (index: number) => ReactNode
  readonly handle: RefObject<RowWindowHandle | null>
}

/** So many more on each side: a wheel is faster than a frame. */
const aroundRows = 8
/** Before anything is measured. */
const opened = { first: 0, end: 16 } as const

export function RowWindow({ label, className, count, row, handle }: RowWindowProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState<{ readonly first: number; readonly end: number }>(opened)

  /** In pixels. The rows know how high they are, at any density and size of text. */
  const rowHeight = (): number => (content.current?.offsetHeight ?? 0) / Math.max(1, count)
  const look = (): void => {
    const height = rowHeight()
    const box = scroller.current
    // It is not shown, as behind a panel.
    if (box === null || height === 0 || box.clientHeight === 0) return
    const first = Math.max(0, Math.floor(box.scrollTop / height) - aroundRows)
    const end = Math.ceil((box.scrollTop + box.clientHeight) / height) + aroundRows
    setSeen((now) => (now.first === first && now.end === end ? now : { first, end }))
  }
  useImperativeHandle(handle, () => ({
    show(index) {
      const height = rowHeight()
      const box = scroller.current
      if (box === null) return
      const top = index * height
      const nearest = Math.min(top, Math.max(box.scrollTop, top + height - box.clientHeight))
      if (nearest !== box.scrollTop) box.scrollTop = nearest
      // Its row is drawn with whatever else changes now.
      look()
    },
  }))
  const looked = useRef(look)
  useLayoutEffect(() => {
    looked.current = look
  })
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => looked.current())
    for (const element of [scroller.current, content.current]) if (element !== null) observer.observe(element)
    looked.current()
    return () => observer.disconnect()
  }, [])

  const first = Math.min(seen.first, count)
  const end = Math.min(seen.end, count)
  return (
    <div ref={scroller} className={className} role="list" aria-label={label} onScroll={look}>
      <div ref={content} className="row-window" style={{ paddingBlock: `${above(first)} ${above(count - end)}` }}>
        {Array.from({ length: end - first }, (_, at) => row(first + at))}
      </div>
    </div>
  )
}

const above = (rows: number): string => `calc(var(--row) * ${rows})`
