/** The calls that may come from another node: submissions to a chat, in the form in which a session would send them. */
import type { Message } from '@parley/actors'
import { isChatId, isUserId, upSchemas } from '@parley/protocol'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'

/** Made when the first call comes. */
let check: TypeCheck<typeof upSchemas.submit> | null = null

/** Checked as the edge checks a frame. That `by` is who they say, the other node has proved. */
export function isRemoteCall({ kind, id, call, input }: Message): boolean {
  if (kind !== 'chat' || call !== 'submit' || !isChatId(id)) return false
  if (typeof input !== 'object' || input === null || !('by' in input) || !('submission' in input)) return false
  const { by, submission } = input
  if (typeof by !== 'string' || !isUserId(by) || typeof submission !== 'object' || submission === null) return false
  check ??= TypeCompiler.Compile(upSchemas.submit)
  return check.Check({ ...submission, t: 'submit', chat: id })
}
