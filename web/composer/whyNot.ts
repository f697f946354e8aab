/** Why one cannot write in a chat, in words. */
import { type ContactState, may } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'

/** `null`: one can. `peer` is how the other of a private chat stands to the reader, `null` where that is not known. */
export function whyNot(
  { type, role, peer }: Pick<ChatView, 'type' | 'role' | 'peer'>,
  peerState: ContactState | null,
): string | null {
  if (role === null) return 'You are not a member of this chat any more.'
  if (type === 'private' && peer === null) return 'This account was deleted. Nobody is there to read.'
  if (type === 'private' && peerState === 'blocked')
    return 'You blocked this person. Unblock them in your contacts to write.'
  if (may(type, role, 'post')) return null
  return type === 'channel' ? 'Only those who run this channel write here.' : 'You may not write in this chat.'
}
