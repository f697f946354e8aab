/** A message as REST tells it: one flat object, whatever its kind. */
import type { ChatId, Message, WireMessage } from '@parley/protocol'

/** `text` is empty where there are no words: in a notice, a deleted message, a kind that this server does not know. */
export interface RestMessage {
  readonly chat: ChatId
  readonly seq: number
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly by: string
  readonly kind: string
  readonly text: string
  readonly replyTo?: number
  readonly editedAt?: number
  readonly deleted?: true
  /** What happened, where `kind` is `notice`. */
  readonly event?: unknown
}

export function toRestMessage(chat: ChatId, message: Message | WireMessage): RestMessage {
  const { seq, id, at, by, content, replyTo, editedAt } = message
  return {
    chat,
    seq,
    id,
    at,
    by,
    kind: content.kind,
    text: 'text' in content && typeof content.text === 'string' ? content.text : '',
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(editedAt === undefined ? {} : { editedAt }),
    ...(content.kind === 'deleted' ? { deleted: true } : {}),
    ...('event' in content ? { event: content.event } : {}),
  }
}
