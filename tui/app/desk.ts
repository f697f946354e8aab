/**
 * A desk: what lies open of one chat. Where its reader is, what they are writing, and what the server refused. It lasts as
 * long as the program; what must outlive it (drafts, refused messages, the reading position) is written by `account`.
 */
import type { ChatId, Message, SubmissionId } from '@parley/protocol'
import type { Refused, Visit } from '@parley/protocol/client'
import { type Editor, emptyEditor } from '../composer/editor.ts'
import { createHistory, type History } from '../composer/history.ts'
import { createPaging, type Paging } from './paging.ts'
import { atEnd, type ViewportState } from '../timeline/viewport.ts'

/** What the composer will do with its text. */
type Purpose =
  | { readonly type: 'post' }
  | { readonly type: 'reply'; readonly to: number }
  /** `kept` is what was being written before. */
  | { readonly type: 'edit'; readonly seq: number; readonly kept: Editor }

export interface Desk {
  readonly chat: ChatId
  viewport: ViewportState
  /** A window elsewhere in the history; `null` at the present. */
  visit: Visit | null
  /** Where `back` returns to, the latest last. */
  readonly trail: ViewportState[]
  editor: Editor
  purpose: Purpose
  history: History
  readonly refused: Map<SubmissionId, Refused>
  /** Messages of ours that wait, so that a refused one can be shown. */
  readonly waiting: Map<SubmissionId, Message>
  /** The unread line stands after this seq as long as the reader is here. */
  unreadAfter: number | null
  /** What is searched for in what is loaded. */
  query: string
  /** The draft as the server has it, or will have it. */
  savedDraft: string | null
  readonly paging: Paging
}

export const trailMax = 50

export const createDesk = (chat: ChatId): Desk => ({
  chat,
  viewport: atEnd(),
  visit: null,
  trail: [],
  editor: emptyEditor,
  purpose: { type: 'post' },
  history: createHistory([]),
  refused: new Map(),
  waiting: new Map(),
  unreadAfter: null,
  query: '',
  savedDraft: null,
  paging: createPaging(),
})
