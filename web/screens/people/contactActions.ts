/** What can be done about somebody, by how they stand to the reader. The first is what one mostly wants. */
import type { ContactState, UserId } from '@parley/protocol'
import type { RemoteApi } from '../../link/link.ts'

export type ContactActionId = 'write' | 'request' | 'takeBack' | 'accept' | 'decline' | 'remove' | 'block' | 'unblock'

export const contactActions: Readonly<Record<ContactState, readonly ContactActionId[]>> = {
  none: ['write', 'request', 'block'],
  requested: ['write', 'takeBack', 'block'],
  incoming: ['accept', 'decline', 'block'],
  accepted: ['write', 'remove', 'block'],
  blocked: ['unblock'],
}

export const contactActionNames: Readonly<Record<ContactActionId, string>> = {
  write: 'Write',
  request: 'Ask to be a contact',
  takeBack: 'Take the request back',
  accept: 'Accept',
  decline: 'Decline',
  remove: 'Remove from contacts',
  block: 'Block',
  unblock: 'Unblock',
}

export interface Question {
  readonly title: string
  readonly description: string
  readonly action: string
}

/** Asked before it is done; `null` for what can be taken back. */
export function questionBefore(id: ContactActionId, name: string): Question | null {
  if (id === 'block')
    return {
      title: `Block ${name}?`,
      description:
        'They cannot write to you, and do not see whether you are here. They are not told. You can unblock them in your contacts.',
      action: 'Block',
    }
  if (id === 'remove')
    return {
      title: `Remove ${name} from your contacts?`,
      description: 'Your chat stays. To be contacts again, one of you asks and the other accepts.',
      action: 'Remove',
    }
  return null
}

/** `write` is not the server's business. */
export async function doContactAction(
  api: RemoteApi,
  id: Exclude<ContactActionId, 'write'>,
  user: UserId,
): Promise<void> {
  switch (id) {
    case 'request':
      return api.requestContact(user)
    case 'takeBack':
    case 'remove':
      return api.removeContact(user)
    case 'accept':
      return api.acceptContact(user)
    case 'decline':
      return api.declineContact(user)
    case 'block':
      return api.blockContact(user)
    case 'unblock':
      return api.unblockContact(user)
  }
}
