/** Everything that can be done with one message. */
import type { ReactElement } from 'react'
import { Copy, CircleCheck, Link2, Pencil, Reply, Trash2, type LucideIcon } from 'lucide-react'
import type { Message } from '@parley/protocol'
import { useChord } from '../keys/useBindings.ts'
import { Menu, type MenuItem } from '../parts/main.ts'
import type { MessageAction } from './messageActions.ts'

export interface OpenMenu {
  readonly key: string
  readonly message: Message
  readonly actions: readonly MessageAction[]
  readonly anchor: HTMLElement | null
  /** Where it was pressed. */
  readonly point: { readonly x: number; readonly y: number } | null
}

export interface MessageMenuProps {
  readonly open: OpenMenu
  readonly run: (action: MessageAction, message: Message) => void
  readonly onClose: () => void
}

export function MessageMenu({ open, run, onClose }: MessageMenuProps): ReactElement {
  const chords = {
    reply: useChord('message.reply')?.label,
    edit: useChord('message.edit')?.label,
    copy: useChord('message.copy')?.label,
    select: useChord('message.select')?.label,
    delete: useChord('message.delete')?.label,
    link: undefined,
  }
  const { message, actions, anchor, point } = open
  const items = actions.map((id): MenuItem => ({
    id,
    label: looks[id][0],
    icon: looks[id][1],
    chord: chords[id],
    run: () => run(id, message),
    ...(id === 'delete' ? { tone: 'danger', startsSection: actions.length > 1 } : {}),
  }))
  return (
    <Menu
      label="What to do with this message"
      items={items}
      {...(point === null ? { anchor } : { point })}
      align="end"
      onClose={onClose}
    />
  )
}

const looks: Readonly<Record<MessageAction, readonly [string, LucideIcon]>> = {
  reply: ['Reply', Reply],
  edit: ['Edit', Pencil],
  copy: ['Copy text', Copy],
  link: ['Copy link', Link2],
  select: ['Select', CircleCheck],
  delete: ['Delete for everyone', Trash2],
}
