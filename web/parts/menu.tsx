import { type KeyboardEvent, type ReactElement, useLayoutEffect, useRef } from 'react'
import { Check, type LucideIcon } from 'lucide-react'
import type { Align, Side } from './place.ts'
import { type Point, Popover } from './popover.tsx'
import { createTypeahead } from './typeahead.ts'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: LucideIcon
  /** The keys that do the same, as people write them. */
  readonly chord?: string | undefined
  readonly tone?: 'danger'
  readonly isDisabled?: boolean
  /** Given: it can be on or off. */
  readonly isChecked?: boolean
  /** A line stands before it. */
  readonly startsSection?: boolean
  readonly run: () => void
}

interface MenuProps {
  /** What the menu is of, for readers of the screen. */
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly anchor?: HTMLElement | null
  readonly point?: Point
  readonly side?: Side
  readonly align?: Align
  readonly onClose: () => void
}

/** Opens when it is mounted, with the focus on its first item. The focus goes back before an item runs. */
export function Menu({ label, items, onClose, ...place }: MenuProps): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const opener = useRef<Element | null>(null)
  const typeahead = useRef(createTypeahead())

  useLayoutEffect(() => {
    opener.current = document.activeElement
    elements(list.current)[0]?.focus({ preventScroll: true })
    return () => {
      if (list.current?.contains(document.activeElement) === true) focusAgain(opener.current)
    }
  }, [])

  const close = (): void => {
    focusAgain(opener.current)
    onClose()
  }
  const run = (item: MenuItem): void => {
    if (item.isDisabled === true) return
    close()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = elements(list.current)
    const at = all.findIndex((each) => each === document.activeElement)
    const next = nextItem(event, all, at, typeahead.current)
    if (next === null) return
    event.preventDefault()
    event.stopPropagation()
    if (next === 'close') close()
    else all[next]?.focus()
  }

  return (
    <Popover
      {...place}
      className="menu"
      role="menu"
      aria-label={label}
      ref={list}
      onClose={close}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <MenuRow key={item.id} item={item} run={run} />
      ))}
    </Popover>
  )
}

interface MenuRowProps {
  readonly item: MenuItem
  readonly run: (item: MenuItem) => void
}

function MenuRow({ item, run }: MenuRowProps): ReactElement {
  const { label, icon: Icon, chord, tone, isDisabled = false, isChecked } = item
  const kind = isChecked === undefined ? { role: 'menuitem' } : { role: 'menuitemcheckbox', 'aria-checked': isChecked }
  return (
    <>
      {item.startsSection === true ? <div className="menu-line" role="separator" /> : null}
      <button
        type="button"
        {...kind}
        className={`menu-item${tone === 'danger' ? ' menu-item-danger' : ''}`}
        tabIndex={-1}
        aria-disabled={isDisabled}
        data-label={label}
        onClick={() => run(item)}
        onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      >
        {Icon === undefined ? null : <Icon aria-hidden />}
        <span className="menu-label">{label}</span>
        {chord === undefined ? null : <kbd>{chord}</kbd>}
        {isChecked === true ? <Check aria-hidden /> : null}
      </button>
    </>
  )
}

type Typeahead = ReturnType<typeof createTypeahead>

/** `null`: the key is not the menu's. */
function nextItem(
  event: KeyboardEvent,
  all: readonly HTMLElement[],
  at: number,
  typeahead: Typeahead,
): number | 'close' | null {
  const { key, ctrlKey, metaKey, altKey } = event
  if (key === 'ArrowDown') return (at + 1) % all.length
  if (key === 'ArrowUp') return at <= 0 ? all.length - 1 : at - 1
  if (key === 'Home') return 0
  if (key === 'End') return all.length - 1
  if (key === 'Tab') return 'close'
  if (ctrlKey || metaKey || altKey) return null
  return typeahead(
    key,
    event.timeStamp,
    all.map((each) => each.dataset['label'] ?? ''),
    at,
  )
}

const elements = (list: HTMLElement | null): readonly HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []),
]

function focusAgain(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true })
}
