/** The calls that may come from another node: submissions to a chat, in the form in which a session would send them. */
import type { Message } from '@parley/actors'
import { isChatId, isUserId, upSchemas } from '@parley/protocol'
import { Value } from '@sinclair/typebox/value'

/** Who says no more than this of a message has checked it as an edge checks a frame. `by` the other node has authenticated. */
export function isRemoteCall({ kind, id, call, input }: Message): boolean {
  if (kind !== 'chat' || call !== 'submit' || !isChatId(id)) return false
  if (typeof input !== 'object' || input === null || !('by' in input) || !('submission' in input)) return false
  const { by, submission } = input
  if (typeof by !== 'string' || !isUserId(by) || typeof submission !== 'object' || submission === null) return false
  return Value.Check(upSchemas.submit, { ...submission, t: 'submit', chat: id })
}
