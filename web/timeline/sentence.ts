/** A message as one sentence, for readers of the screen: who, when, how far it came, what it says. */
import type { Message } from '@parley/protocol'
import { previewText, type Tick } from '@parley/protocol/text'

export interface SentenceFacts {
  readonly name: string
  readonly time: string
  /** `refused`: the server will not have it. */
  readonly tick: Tick | 'refused' | null
  /** Whom it answers. */
  readonly answers: string | null
}

export function sentenceOf(message: Message, { name, time, tick, answers }: SentenceFacts): string {
  const { content } = message
  const facts = [
    name,
    time,
    tick === null ? '' : tickWords[tick],
    message.editedAt !== undefined && content.kind === 'text' ? 'edited' : '',
    answers === null ? '' : `in reply to ${answers}`,
  ]
  return `${facts.filter((fact) => fact !== '').join(', ')}: ${previewText(message, () => name)}`
}

const tickWords = {
  pending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  refused: 'not sent',
} as const
