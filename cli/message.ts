/** A message as the server's REST interface gives it, for JSON as it came and for people as a line. */
import { CliError } from './exit.ts'
import { type Fields, isFields, numberAt, textAt } from './fields.ts'
import { safeLine, safeText } from '@parley/protocol/text/sanitise'

export interface SentMessage {
  readonly chat: string
  readonly seq: number
  readonly id: string
  readonly at: number
  readonly by: string
  readonly text: string
  /** Edited or deleted since, as an old message may be that its key finds again. */
  readonly isChanged: boolean
}

/** Throws where the answer is none. */
export function toSentMessage(answer: unknown): SentMessage {
  const chat = textAt(answer, 'chat')
  const seq = numberAt(answer, 'seq')
  const id = textAt(answer, 'id')
  const at = numberAt(answer, 'at')
  const by = textAt(answer, 'by')
  if (chat === undefined || seq === undefined || id === undefined || at === undefined || by === undefined)
    throw new CliError('unsupported', 'The server took the message, but did not answer with it.')
  const isChanged = numberAt(answer, 'editedAt') !== undefined || isDeleted(answer)
  return { chat, seq, id, at, by, text: textAt(answer, 'text') ?? '', isChanged }
}

export type People = ReadonlyMap<string, { readonly username: string; readonly name: string }>

/** The message with who wrote it, beside their id. */
export function withAuthor(message: Fields, people: People): Fields {
  const { seq, id, at, by, text, ...rest } = message
  const author = typeof by === 'string' ? people.get(by) : undefined
  const names = author === undefined ? {} : { username: author.username, name: author.name }
  return { seq, id, at, by, ...names, text, ...rest }
}

export interface MessageStyle {
  readonly hasColor: boolean
  readonly people: People
}

/** `#seq time name: text`; further lines are indented, so that no text can pass for another message. */
export function messageLine(message: Fields, { hasColor, people }: MessageStyle): string {
  const by = textAt(message, 'by') ?? ''
  const name = safeLine(people.get(by)?.name ?? by)
  const isNotice = textAt(message, 'kind') === 'notice'
  const said = isDeleted(message)
    ? '(deleted)'
    : isNotice
      ? `(${noticeText(message)})`
      : (textAt(message, 'text') ?? '')
  const text = safeText(said).trimEnd().replaceAll('\n', '\n    ')
  const replyTo = numberAt(message, 'replyTo')
  const head = `#${numberAt(message, 'seq') ?? '?'} ${timeText(numberAt(message, 'at') ?? 0)}`
  const marks = `${replyTo === undefined ? '' : ` (to #${replyTo})`}${isEdited(message) ? ' (edited)' : ''}`
  return hasColor
    ? `\u001b[2m${head}\u001b[22m \u001b[1m${name}\u001b[22m\u001b[2m${marks}:\u001b[22m ${text}`
    : `${head} ${name}${marks}: ${text}`
}

const isDeleted = (message: unknown): boolean =>
  textAt(message, 'kind') === 'deleted' || (isFields(message) && message['deleted'] === true)
const isEdited = (message: Fields): boolean => numberAt(message, 'editedAt') !== undefined

function noticeText(message: Fields): string {
  const event = isFields(message['event']) ? textAt(message['event'], 'type') : undefined
  return (event ?? 'something happened').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** The local date and time, to the minute, in a form that sorts. */
export function timeText(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '?'
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
