/**
 * Entries as text, in one canonical form: RFC 8785 (JSON without blanks, keys in ascending order). What is stored, hashed and
 * put on the wire is this same text, so it is made once, and anyone can make it again from the parsed value.
 */
import type { ChatEvent, Content } from '@parley/protocol'
import { canonical, numeral } from '@parley/protocol/chain'
import type { Draft } from './log.ts'

/** An entry's text cut around its content: `before + content + after`. Without content it is all in `before`. */
export interface EntryText {
  readonly before: string
  readonly content: string | null
  readonly after: string
}

export function entryText(seq: number, { at, by, cause, event }: Draft): EntryText {
  const open = `{"at":${numeral(at)},"by":"${by}","cause":"${cause}","event":`
  const close = `,"seq":${seq}}`
  switch (event.type) {
    case 'messagePosted': {
      const reply = event.replyTo === undefined ? '' : `,"replyTo":${numeral(event.replyTo)}`
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
        after: `,"seq":${numeral(event.seq)},"type":"messageEdited"}${close}`,
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
