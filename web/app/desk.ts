/**
 * A desk: what lies open of one chat in this tab. Where its reader is, what the composer will do with its text, which messages
 * are selected, what the server refused.
 */
import {
  type ChatId,
  type Command,
  type Failure,
  failure,
  limits,
  type Message,
  splitText,
  type SubmissionId,
  utf8Bytes,
} from '@parley/protocol'
import type { Refused, Source } from '@parley/protocol/client'
import type { App } from './app.ts'
import { createValue } from './value.ts'

/** Where a reader was: a message, and how far its top is from the top of the timeline, in pixels. */
export interface Place {
  readonly id: SubmissionId
  readonly seq: number
  readonly offset: number
}

export type Purpose =
  | { readonly type: 'post' }
  | { readonly type: 'reply'; readonly to: Message }
  | { readonly type: 'edit'; readonly message: Message }

export interface DeskState {
  readonly purpose: Purpose
  /** Seqs of the messages that are selected; `null` while nothing is selected. */
  readonly selected: ReadonlySet<number> | null
  /** Refused for good, the oldest first; shown at the end until they are tried again or dropped. */
  readonly refused: ReadonlyMap<SubmissionId, Refused>
  /** The unread divider stands after this seq as long as the chat is open. */
  readonly unreadAfter: number | null
  /** `null`: at the end. */
  readonly place: Place | null
}

export interface Desk {
  readonly chat: ChatId
  readonly state: Source<DeskState>
  set(change: Partial<DeskState>): void
  /** Sends a text as the purpose says: a message or several, a reply, an edit. Answers why it cannot be sent; `null`: it is kept and on its way. */
  post(text: string): Failure | null
  /** Gives a message of one's own another text. */
  change(seq: number, text: string): Failure | null
  /** The composer answers this message. */
  reply(message: Message): void
  /** The composer changes this message. */
  edit(message: Message): void
  /** The composer writes something new again. */
  leave(): void
  /** Deletes for everyone. */
  remove(seqs: readonly number[]): void
  /** A refused message goes again, as a new submission. */
  retry(id: SubmissionId): void
  /** A refused message is given up. */
  drop(id: SubmissionId): void
  /** Called after something was posted here: the timeline goes to its end. */
  onPosted(listener: () => void): () => void
}

const post = { type: 'post' } as const
const empty: DeskState = { purpose: post, selected: null, refused: new Map(), unreadAfter: null, place: null }

export interface DeskPorts {
  /** Its words are remembered until the server has answered. */
  readonly waits: (id: SubmissionId, message: Message) => void
  readonly forget: (id: SubmissionId) => void
}

export function createDesk(app: App, chat: ChatId, { waits, forget }: DeskPorts): Desk {
  const state = createValue(empty)
  const listeners = new Set<() => void>()
  const set = (change: Partial<DeskState>): void => state.set({ ...state.get(), ...change })
  const submit = (command: Command): void => {
    const { id } = app.client.submit(chat, command)
    if (command.type !== 'post') return
    const { content, replyTo } = command
    const at = app.world.now()
    const message = { seq: 0, at, by: app.me.id, id, content }
    waits(id, replyTo === undefined ? message : { ...message, replyTo })
  }
  const change = (seq: number, text: string): Failure | null => {
    const tooLong = refuseLength(text)
    if (tooLong === null) submit({ type: 'edit', seq, content: { kind: 'text', text } })
    return tooLong
  }
  const withoutRefused = (id: SubmissionId): void => {
    const refused = new Map(state.get().refused)
    refused.delete(id)
    set({ refused })
    forget(id)
  }
  const posted = (): void => {
    set({ purpose: post, unreadAfter: null })
    for (const listener of listeners) listener()
  }

  return {
    chat,
    state,
    set,
    post(text) {
      const { purpose } = state.get()
      if (purpose.type === 'edit') {
        const { message } = purpose
        const isSame = message.content.kind === 'text' && message.content.text === text
        const refused = isSame ? null : change(message.seq, text)
        if (refused === null) set({ purpose: post })
        return refused
      }
      splitText(text).forEach((part, at) => {
        const replyTo = at === 0 && purpose.type === 'reply' ? { replyTo: purpose.to.seq } : {}
        submit({ type: 'post', content: { kind: 'text', text: part }, ...replyTo })
      })
      app.client.typing(chat, false)
      posted()
      return null
    },
    change,
    reply: (to) => set({ purpose: { type: 'reply', to }, selected: null }),
    edit: (message) => set({ purpose: { type: 'edit', message }, selected: null }),
    leave: () => set({ purpose: post }),
    remove(seqs) {
      for (const seq of seqs) submit({ type: 'delete', seq })
      set({ selected: null })
    },
    retry(id) {
      const refused = state.get().refused.get(id)
      if (refused === undefined) return
      withoutRefused(id)
      const { replyTo } = refused.message
      submit({ type: 'post', content: refused.content, ...(replyTo === undefined ? {} : { replyTo }) })
      posted()
    },
    drop: withoutRefused,
    onPosted(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const refuseLength = (text: string): Failure | null =>
  utf8Bytes(text) > limits.textBytesMax
    ? failure('tooLarge', `A message may have at most ${limits.textBytesMax} bytes.`)
    : null
