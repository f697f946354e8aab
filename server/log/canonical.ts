/**
 * Entries as text, in one canonical form: RFC 8785 (JSON without blanks, keys in ascending order). What is stored, hashed and
 * put on the wire is this same text, so it is made once, and anyone can make it again from the parsed value.
 */
import type { ChatEvent, Content } from '@parley/protocol'
import type { Draft } from './log.ts'

/** An entry's text cut around its content: `before + content + after`. Without content it is all in `before`. */
export interface EntryText {
  readonly before: string
  readonly content: string | null
  readonly after: string
}

export function entryText(seq: number, { at, by, cause, event }: Draft): EntryText {
  const open = `{"at":${number(at)},"by":"${by}","cause":"${cause}","event":`
  const close = `,"seq":${seq}}`
  switch (event.type) {
    case 'messagePosted': {
      const reply = event.replyTo === undefined ? '' : `,"replyTo":${number(event.replyTo)}`
      return {
        before: `${open}{"content":`,
        content: contentText(event.content),
        after: `${reply},"type":"messagePosted"}${close}`,
      }
    }
    case 'messageEdited':
      return {
        before: `${open}{"content":`,
        content: contentText(event.content),
        after: `,"seq":${number(event.seq)},"type":"messageEdited"}${close}`,
      }
    case 'chatCreated':
    case 'messageDeleted':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
    case 'unknown':
      return { before: open + eventText(event) + close, content: null, after: '' }
  }
}

export const wholeText = ({ before, content, after }: EntryText): string =>
  content === null ? before : before + content + after

const contentText = (content: Content): string =>
  content.kind === 'text' ? `{"kind":"text","text":${JSON.stringify(content.text)}}` : canonical(content)

const eventText = (event: ChatEvent): string => canonical(event)

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new Error(`An entry cannot hold the number ${value}.`)
  return String(value)
}

/** Of a value that came from JSON, or could go there. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts: string[] = []
    for (const [key, part] of Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      if (part !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(part)}`)
    return `{${parts.join(',')}}`
  }
  return typeof value === 'number' ? number(value) : JSON.stringify(value)
}
