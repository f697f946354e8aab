/** How far one's own message got. In a group, as soon as it got so far with anybody. */
import type { ChatView } from '../client/view.ts'
import type { UserId } from '../ids.ts'
import type { Message } from '../timeline.ts'

export type Tick = 'pending' | 'sent' | 'delivered' | 'read'

/** `null` for what others said, for notices and for deleted messages. Large chats tell no marks: there `sent` is the last. */
export function tickOf(view: ChatView, message: Message, me: UserId): Tick | null {
  const { kind } = message.content
  if (message.by !== me || kind === 'notice' || kind === 'deleted') return null
  if (view.pending.has(message.id)) return 'pending'
  let tick: Tick = 'sent'
  for (const { user, delivered, read } of view.marks.values()) {
    if (user === me) continue
    if (read >= message.seq) return 'read'
    if (delivered >= message.seq) tick = 'delivered'
  }
  return tick
}
