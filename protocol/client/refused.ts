/** Messages that the server refused, as they are kept on one device until their writer tries again or drops them. */
import type { PostedContent } from '../content.ts'
import { type Failure, failure, isFailureCode } from '../failure.ts'
import { type ChatId, isChatId, isSubmissionId, type SubmissionId, type UserId } from '../ids.ts'
import { jsonOf } from '../json.ts'
import type { Message } from '../timeline.ts'

/** A message that the server refused for good. Its writer may try it again, or take it away. */
export interface Refused {
  readonly message: Message
  readonly content: PostedContent
  readonly failure: Failure
}

export function refusedToText({ message, content, failure }: Refused): string {
  const { seq, at, replyTo } = message
  return JSON.stringify({ seq, at, replyTo, text: content.text, code: failure.code, sentence: failure.message })
}

/** Of the values under `prefix` + `CHAT/ID`; what is not whole is left out. */
export function readRefused(
  values: ReadonlyMap<string, string>,
  prefix: string,
  by: UserId,
): { readonly chat: ChatId; readonly refused: Refused }[] {
  const found: { chat: ChatId; refused: Refused }[] = []
  for (const [key, text] of values) {
    const [chat = '', id = ''] = key.slice(prefix.length).split('/')
    const refused = isChatId(chat) && isSubmissionId(id) ? textToRefused(text, id, by) : null
    if (refused !== null && isChatId(chat)) found.push({ chat, refused })
  }
  return found
}

function textToRefused(text: string, id: SubmissionId, by: UserId): Refused | null {
  const value = jsonOf(text)
  if (typeof value !== 'object' || value === null) return null
  if (!('text' in value) || typeof value.text !== 'string') return null
  if (!('at' in value) || typeof value.at !== 'number' || !('seq' in value) || typeof value.seq !== 'number')
    return null
  const code = 'code' in value && typeof value.code === 'string' && isFailureCode(value.code) ? value.code : 'internal'
  const sentence = 'sentence' in value && typeof value.sentence === 'string' ? value.sentence : ''
  const replyTo = 'replyTo' in value && typeof value.replyTo === 'number' ? { replyTo: value.replyTo } : {}
  const content = { kind: 'text', text: value.text } as const
  return {
    message: { seq: value.seq, at: value.at, by, id, content, ...replyTo },
    content,
    failure: failure(code, sentence),
  }
}
