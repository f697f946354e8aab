/** The popup under which one goes on typing: what the word at the caret could become. The field keeps the focus. */
import { type ReactElement, useEffect, useRef } from 'react'
import type { Assist, AssistItem } from '@parley/protocol/text'
import { Popover } from '../parts/main.ts'
import { assistItemId } from './useAssist.ts'

export interface AssistListProps {
  readonly id: string
  readonly assist: Assist
  readonly at: number
  readonly anchor: Element | null
  readonly onChoose: (item: AssistItem) => void
  readonly onClose: () => void
}

const titles = { person: 'People', emoji: 'Emoji', command: 'Commands', chat: 'Chats' } as const

export function AssistList({ id, assist, at, anchor, onChoose, onClose }: AssistListProps): ReactElement {
  const active = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // What it answers in newer browsers, a promise, is no clean-up.
    active.current?.scrollIntoView({ block: 'nearest' })
  }, [at, assist])
  return (
    <Popover anchor={anchor} side="above" className="composer-assist" onClose={onClose}>
      <ul id={id} role="listbox" aria-label={titles[assist.kind]} className="composer-assist-list">
        {assist.items.map((item, place) => (
          <li
            key={item.insert}
            id={assistItemId(id, place)}
            ref={place === at ? active : null}
            role="option"
            aria-selected={place === at}
            className="composer-assist-item"
            // The field must not lose the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item)}
          >
            <bdi className="composer-assist-name">{item.label}</bdi>
            <bdi className="composer-assist-detail">{item.detail}</bdi>
          </li>
        ))}
      </ul>
    </Popover>
  )
}
