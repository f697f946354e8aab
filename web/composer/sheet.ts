/**
 * What is being written in one chat of this tab: the text with its selection, its undo, and the draft that it is. A field shows
 * it; another chat's sheet takes its place in the same field, and nothing is lost. While a message is edited, what was written
 * before lies under it and comes back.
 */
import { type ChatId, limits, utf8Bytes } from '@parley/protocol'
import { messageAt, type Source } from '@parley/protocol/client'
import { cleanText, draftToText, textToDraft } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import type { Purpose } from '../app/desk.ts'
import { createValue } from '../app/value.ts'
import { createDraftKeeper } from './drafts.ts'
import { type Change, emptyUndo, noteChange, redone, type Undo, undone } from './undo.ts'
import { emptyWriting, type Writing, writingOf } from './writing.ts'

/** Of a whole text, in UTF-8 bytes: as many as sixteen messages. */
export const sheetBytesMax = limits.textBytesMax * 16

export interface Sheet {
  readonly chat: ChatId
  readonly writing: Source<Writing>
  /** What the field holds after somebody typed. `false`: it has grown past its bound, and the field must show what was before. */
  type(next: Writing, change: Change): boolean
  /** A change that is one step of undo: a mark, an emoji, what a popup completed. The same answer. */
  replace(next: Writing): boolean
  /** Where the selection is. */
  select(from: number, to: number): void
  undo(): void
  redo(): void
  /** Nothing is written any more, and nothing can be taken back. */
  clear(): void
  /** Keeps the draft everywhere, now. */
  save(): void
  /** The account's draft may be another one. */
  heard(): void
  /** It is on the screen, or the chat has other messages: the message that the draft answers may be found now. */
  seen(): void
  close(): void
}

export function createSheet(app: App, chat: ChatId): Sheet {
  const { client, world } = app
  const desk = app.desk(chat)
  const writing = createValue(emptyWriting)
  let undo: Undo = emptyUndo
  let purpose: Purpose = { type: 'post' }
  /** What was written before a message was edited. */
  let under: { readonly writing: Writing; readonly undo: Undo } | null = null
  /** The draft answers this message, which is not loaded yet. */
  let missing: number | null = null

  function read(): string | null {
    const { text } = under?.writing ?? writing.get()
    const replyTo = purpose.type === 'reply' ? purpose.to.seq : missing
    return text === '' && replyTo === null ? null : draftToText({ text, replyTo })
  }

  const keeper = createDraftKeeper({ client, env: world, kept: world.kept, me: app.me.id, chat, read })

  function show(next: Writing, nextUndo: Undo): void {
    undo = nextUndo
    writing.set(next)
  }

  /** A draft of before or from elsewhere. */
  function take(json: string | null): void {
    const draft = json === null ? { text: '', replyTo: null } : textToDraft(json)
    if (draft === null) return
    const text = cleanText(draft.text)
    if (under !== null) under = { writing: writingOf(text), undo: emptyUndo }
    else if (text !== writing.get().text) show(writingOf(text), emptyUndo)
    missing = draft.replyTo
  }

  function follow(next: Purpose): void {
    const before = purpose
    if (next === before) return
    purpose = next
    if (next.type === 'edit') {
      under ??= { writing: writing.get(), undo }
      const { content } = next.message
      show(writingOf(content.kind === 'text' ? content.text : ''), emptyUndo)
      client.typing(chat, false)
      return
    }
    if (next.type === 'reply') missing = null
    if (under !== null) {
      const { writing: text, undo: steps } = under
      under = null
      show(text, steps)
    }
    keeper.changed()
  }

  function change(next: Writing, how: Change): boolean {
    const before = writing.get()
    if (next.text === before.text) {
      writing.set(next)
      return true
    }
    if (isTooLong(next.text) && next.text.length > before.text.length) return false
    undo = noteChange(undo, before, next, how)
    writing.set(next)
    if (purpose.type !== 'edit') {
      client.typing(chat, next.text !== '')
      keeper.changed()
    }
    return true
  }

  function seen(): void {
    const message = missing === null ? undefined : messageAt(client.chat(chat)?.messages ?? [], missing)
    if (message === undefined || purpose.type === 'edit') return
    missing = null
    desk.reply(message)
  }

  take(keeper.begin())
  follow(desk.state.get().purpose)
  const stop = desk.state.subscribe(() => follow(desk.state.get().purpose))

  return {
    chat,
    writing,
    type: change,
    replace: (next) => change(next, 'whole'),
    select(from, to) {
      const now = writing.get()
      if (now.from !== from || now.to !== to) writing.set({ ...now, from, to })
    },
    undo() {
      const step = undone(undo, writing.get())
      if (step === null) return
      show(step.writing, step.undo)
      keeper.changed()
    },
    redo() {
      const step = redone(undo, writing.get())
      if (step === null) return
      show(step.writing, step.undo)
      keeper.changed()
    },
    clear() {
      missing = null
      show(emptyWriting, emptyUndo)
      client.typing(chat, false)
      keeper.save()
    },
    save: keeper.save,
    heard() {
      const draft = keeper.heard()
      if (draft === undefined) return
      take(draft)
      if (purpose.type === 'reply' && missing === null) desk.leave()
      seen()
    },
    seen,
    close() {
      stop()
      keeper.save()
    },
  }
}

const isTooLong = (text: string): boolean => text.length * 3 > sheetBytesMax && utf8Bytes(text) > sheetBytesMax
