/** What the reader may do with a message: by the same table by which the server refuses. */
import { may, type Message, type UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'

export type MessageAction = 'reply' | 'edit' | 'copy' | 'link' | 'select' | 'delete'

/** In the order of the menu. What waits for the server has no seq yet by which anything could be done to it. */
export function actionsOf(message: Message, chat: ChatView, me: UserId): readonly MessageAction[] {
  const { type, role } = chat
  const { kind } = message.content
  const isOwn = message.by === me
  const isStored = message.seq <= chat.seq
  if (kind === 'notice') return []
  const can: Readonly<Record<MessageAction, boolean>> = {
    reply: canReply(message, chat),
    edit: isStored && isOwn && kind === 'text' && role !== null && may(type, role, 'editOwn'),
    copy: kind === 'text',
    link: isStored,
    select: isStored && kind !== 'deleted',
    delete:
      isStored &&
      kind !== 'deleted' &&
      role !== null &&
      ((isOwn && may(type, role, 'deleteOwn')) || may(type, role, 'deleteAny')),
  }
  return order.filter((action) => can[action])
}

export const canReply = ({ content, seq }: Message, { type, role, seq: last }: ChatView): boolean =>
  seq <= last && content.kind !== 'deleted' && content.kind !== 'notice' && role !== null && may(type, role, 'post')

const order = ['reply', 'edit', 'copy', 'link', 'select', 'delete'] as const
