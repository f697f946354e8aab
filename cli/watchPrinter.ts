/** Prints what `watch` follows: for scripts one object a line with the cursor after it, for people a line. */
import { type ChatId, type Cursor, type Entry, formatCursors, type UserId } from '@parley/protocol'
import type { Fields } from './fields.ts'
import { messageLine } from './message.ts'
import type { Output } from './output.ts'
import type { Followed } from './pursuit.ts'
import { safeLine } from '@parley/protocol/text/sanitise'

export interface WatchPrinter {
  /** Was a line of data printed? */
  take(followed: Followed): boolean
  knows(user: UserId): boolean
  /** The server does not tell who this is: do not ask again. */
  give(user: UserId): void
}

type Names = { readonly username: string; readonly name: string }

export function createWatchPrinter(
  output: Output,
  cursors: ReadonlyMap<ChatId, Cursor>,
  me: Names & { readonly id: string },
): WatchPrinter {
  const people = new Map<string, Names>([[me.id, me]])
  const nameless = new Set<string>()
  const titles = new Map<ChatId, string>()
  const cursor = (): string => formatCursors(cursors)

  const printEntry = (chat: ChatId, entry: Entry): void => {
    const { seq, cause: id, at, by, event } = entry
    if (output.isJson) {
      const author = people.get(by)
      const names = author === undefined ? {} : { username: author.username, name: author.name }
      output.json({ chat, seq, id, at, by, ...names, ...eventFields(event), cursor: cursor() })
      return
    }
    const line = messageLine({ seq, at, by, ...lineFields(event) }, { hasColor: output.hasColor, people })
    const title = titles.get(chat)
    output.line(title === undefined ? line : `[${title}] ${line}`)
  }

  return {
    knows: (user) => people.has(user) || nameless.has(user),
    give: (user) => {
      if (!people.has(user)) nameless.add(user)
    },
    take: (followed) => {
      switch (followed.type) {
        case 'entry':
          printEntry(followed.chat, followed.entry)
          return true
        case 'gone':
          if (output.isJson) output.json({ chat: followed.chat, type: 'gone', cursor: cursor() })
          else output.line(`You are not in ${titles.get(followed.chat) ?? followed.chat} any more.`)
          return true
        case 'people':
          for (const { id, username, name } of followed.people) people.set(id, { username, name })
          return false
        case 'chat':
          if (followed.title !== null) titles.set(followed.chat, safeLine(followed.title))
          return false
        case 'replaced':
        case 'ready':
          return false
      }
    },
  }
}

/** `type` says what happened; `text` is there where something was said, `of` is the seq of the message that was changed. */
function eventFields(event: Entry['event']): Fields {
  switch (event.type) {
    case 'messagePosted':
      return event.replyTo === undefined
        ? { type: event.type, ...contentFields(event.content) }
        : { type: event.type, ...contentFields(event.content), replyTo: event.replyTo }
    case 'messageEdited':
      return { type: event.type, of: event.seq, ...contentFields(event.content) }
    case 'messageDeleted':
      return { type: event.type, of: event.seq }
    case 'unknown':
      return { type: event.of }
    case 'chatCreated':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged': {
      const { type, ...fields } = event
      return { type, ...fields }
    }
  }
}

type PostedContent = Extract<Entry['event'], { type: 'messagePosted' }>['content']

const contentFields = (content: PostedContent): Fields =>
  content.kind === 'text' ? { text: content.text } : { kind: content.kind }

function lineFields(event: Entry['event']): Fields {
  switch (event.type) {
    case 'messagePosted':
      return event.content.kind === 'text'
        ? { text: event.content.text, ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }) }
        : { kind: event.content.kind === 'deleted' ? 'deleted' : 'text', text: '(this client does not know this kind)' }
    case 'messageEdited':
      return { text: `(changes #${event.seq}) ${event.content.kind === 'text' ? event.content.text : '(deleted)'}` }
    case 'messageDeleted':
      return { text: `(deletes #${event.seq})` }
    case 'unknown':
      return { text: '(something that this client does not know)' }
    case 'chatCreated':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
      return { kind: 'notice', event }
  }
}
