import { type ReactElement, useRef, useState } from 'react'
import { IconButton, type IconButtonProps } from './iconButton.tsx'
import { Menu, type MenuItem } from './menu.tsx'
import type { Align, Side } from './place.ts'

interface MenuButtonProps extends Omit<IconButtonProps, 'onClick' | 'ref'> {
  readonly items: readonly MenuItem[]
  readonly side?: Side
  readonly align?: Align
}

/** A button that opens a menu beside it. */
export function MenuButton({ items, side = 'below', align = 'end', ...button }: MenuButtonProps): ReactElement {
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <IconButton
        {...button}
        ref={anchor}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          button.onKeyDown?.(event)
          if (event.key !== 'ArrowDown' || isOpen) return
          event.preventDefault()
          setOpen(true)
        }}
      />
      {isOpen ? (
        <MenuAt
          label={button.label}
          items={items}
          anchor={anchor}
          side={side}
          align={align}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface MenuAtProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly anchor: React.RefObject<HTMLElement | null>
  readonly side: Side
  readonly align: Align
  readonly onClose: () => void
}

/** The button is known only after it is shown. */
function MenuAt({ anchor, ...menu }: MenuAtProps): ReactElement {
  const [element] = useState(() => anchor.current)
  return <Menu {...menu} anchor={element} />
}
