/** A final refusal was right: in some state of the chat between the submission and the answer the rules say so. */
import { type Command, decide, type Failure, type MessageFacts, type UserId } from '@parley/protocol'
import type { ChatLedger } from '../ledger.ts'

/** What is wrong with it; `null` where nothing is. */
export function refusedWrongly(
  chat: ChatLedger | undefined,
  { command, seq }: { readonly command: Command; readonly seq: number },
  by: UserId,
  failure: Failure,
): string | null {
  const last = chat?.seq ?? 0
  for (let asOf = Math.min(seq, last); asOf <= last; asOf++) {
    const decision = decide(chat?.at(asOf) ?? null, command, { by, message: (place) => factsAt(chat, place, asOf) })
    if (decision.type === 'rejected' && decision.failure.code === failure.code) return null
  }
  return `refused as ${failure.code} ("${failure.message}"), and from ${seq} to ${last} the rules allow it.`
}

export function factsAt(chat: ChatLedger | undefined, place: number, asOf: number): MessageFacts | undefined {
  const found = chat?.message(place, asOf)
  if (found === undefined || found.content.kind === 'notice') return undefined
  return { by: found.by, isDeleted: found.content.kind === 'deleted' }
}
