/**
 * A login in use: its client, and a desk for each chat that was opened. What must outlive the program is kept here: drafts as
 * settings of the account (so other devices have them), refused messages and reading positions in this machine's storage.
 */
import { type ChatId, type Failure, isChatId, type SubmissionId } from '@parley/protocol'
import { type Client, type ClientEvent, readRefused, refusedToText } from '@parley/protocol/client'
import { draftToText, readMute, textToDraft } from '@parley/protocol/text'
import { adoptOutbox } from '../adopt.ts'
import { clientOf } from '../openClient.ts'
import { atSeq, seqOfAnchor } from '../timeline/viewport.ts'
import type { KeptAccount, OpenAccount, TuiWorld } from '../world.ts'
import { createDesk, type Desk } from './desk.ts'
import { editorWith } from './dialog.ts'

export interface Account {
  readonly kept: KeptAccount
  readonly client: Client
  readonly api: OpenAccount['api']
  /** The one that is looked at. */
  readonly current: ChatId | null
  /** The one before it. */
  readonly previous: ChatId | null
  /** Opens a chat where its reader left it: at the unread line, at the place that was left, or at its end. */
  open(chat: ChatId): Desk
  desk(chat: ChatId): Desk
  /** Call it after every change of a composer: the draft is kept here at once and on the server a moment later. */
  draftChanged(desk: Desk): void
  dropRefused(desk: Desk, id: SubmissionId): void
  mute(chat: ChatId): 'all' | 'mentions' | null
  /** Writes what is unwritten and closes. */
  close(): Promise<void>
}

export interface AccountPorts {
  readonly world: TuiWorld
  readonly clientName: string
  readonly onEvent: (event: ClientEvent) => void
  readonly onTrouble: (sentence: string) => void
}

/** A draft is written this long after it began to change. */
const draftMs = 700
const lastKey = 'tui/last'
const placePrefix = 'tui/place/'
const refusedPrefix = 'tui/refused/'
const longPrefix = 'tui/draft/'

export async function openAccount(open: OpenAccount, ports: AccountPorts): Promise<Account> {
  const { world } = ports
  const { storage, api, account: kept } = open
  const client = clientOf(open, world, ports.clientName)
  const desks = new Map<ChatId, Desk>()
  const drafts = new Map<ChatId, () => void>()
  const places = new Map(await storage.values(placePrefix))
  const longDrafts = new Map<string, string>()
  for (const [key, text] of await storage.values(longPrefix)) longDrafts.set(key.slice(longPrefix.length), text)
  let current: ChatId | null = null
  let previous: ChatId | null = null

  const keep = (write: Promise<void>): void => {
    write.catch(() =>
      ports.onTrouble('What is typed cannot be kept on this machine: its disk refuses. Copy it before you leave.'),
    )
  }

  function desk(chat: ChatId): Desk {
    const known = desks.get(chat)
    if (known !== undefined) return known
    const fresh = createDesk(chat)
    desks.set(chat, fresh)
    takeDraft(fresh)
    return fresh
  }

  /** The draft of another device, unless somebody writes here. */
  function takeDraft(one: Desk): void {
    const text = longDrafts.get(one.chat) ?? client.setting(`draft/${one.chat}`)
    if (text === one.savedDraft || drafts.has(one.chat) || one.purpose.type === 'edit') return
    const draft = text === null ? { text: '', replyTo: null } : textToDraft(text)
    one.savedDraft = text
    if (draft === null) return
    if (draft.text !== one.editor.text) one.editor = { ...editorWith(draft.text), killRing: one.editor.killRing }
    one.purpose = draft.replyTo === null ? { type: 'post' } : { type: 'reply', to: draft.replyTo }
  }

  function saveDraft(one: Desk): void {
    drafts.get(one.chat)?.()
    drafts.delete(one.chat)
    const { purpose } = one
    const editor = purpose.type === 'edit' ? purpose.kept : one.editor
    const isEmpty = editor.text === '' && purpose.type !== 'reply'
    const text = isEmpty
      ? null
      : draftToText({ text: editor.text, replyTo: purpose.type === 'reply' ? purpose.to : null })
    if (text === one.savedDraft) return
    one.savedDraft = text
    // One that is too long for the server stays on this machine.
    const isKept = client.setSetting(`draft/${one.chat}`, text) === null
    if (isKept && !longDrafts.has(one.chat)) return
    if (isKept || text === null) longDrafts.delete(one.chat)
    else longDrafts.set(one.chat, text)
    keep(storage.setValue(longPrefix + one.chat, isKept ? null : text))
  }

  function savePlace(one: Desk): void {
    const seq = one.visit === null ? seqOfAnchor(one.viewport) : null
    const key = placePrefix + one.chat
    if (seq === null) places.delete(key)
    else places.set(key, String(seq))
    keep(storage.setValue(key, seq === null ? null : String(seq)))
  }

  function noteWaiting(chat: ChatId): void {
    const view = client.chat(chat)
    if (view === null) return
    const one = desks.get(chat)
    if (view.pending.size === 0 && (one === undefined || one.waiting.size === 0)) return
    const { waiting } = one ?? desk(chat)
    // A refusal is told before the view forgets the message's words, or right after: they are kept until the entry is there.
    for (const message of view.messages.slice(-(view.pending.size + waiting.size)))
      if (view.pending.has(message.id)) waiting.set(message.id, message)
      else waiting.delete(message.id)
  }

  function refuse(chat: ChatId, id: SubmissionId, failure: Failure): void {
    const one = desk(chat)
    const message = one.waiting.get(id)
    one.waiting.delete(id)
    if (message === undefined || message.content.kind !== 'text') return
    const refused = { message, content: message.content, failure }
    one.refused.set(id, refused)
    keep(storage.setValue(`${refusedPrefix}${chat}/${id}`, refusedToText(refused)))
  }

  client.on((event) => {
    if (event.type === 'chats') for (const chat of event.chats) noteWaiting(chat)
    if (event.type === 'rejected') refuse(event.chat, event.id, event.failure)
    if (event.type === 'settings')
      for (const key of event.keys) {
        const chat = key.startsWith('draft/') ? key.slice('draft/'.length) : ''
        const one = isChatId(chat) ? desks.get(chat) : undefined
        if (one !== undefined) takeDraft(one)
      }
    ports.onEvent(event)
  })

  await client.start()
  const endAdopting = adoptOutbox(world, client, storage)
  for (const { chat, refused } of readRefused(await storage.values(refusedPrefix), refusedPrefix, kept.user.id))
    desk(chat).refused.set(refused.message.id, refused)
  const last = (await storage.values(lastKey)).get(lastKey) ?? ''
  if (isChatId(last) && client.chat(last) !== null) previous = last

  return {
    kept,
    client,
    api,
    get current() {
      return current
    },
    get previous() {
      return previous
    },
    open(chat) {
      if (current !== null && current !== chat) {
        const left = desk(current)
        saveDraft(left)
        savePlace(left)
        left.visit?.close()
        left.visit = null
        previous = current
      }
      const isNew = !desks.has(chat)
      const one = desk(chat)
      if (current !== chat) place(one, isNew)
      current = chat
      keep(storage.setValue(lastKey, chat))
      return one
    },
    desk,
    draftChanged(one) {
      // Not put off by the next key: whoever types without a pause must not lose it all.
      if (!drafts.has(one.chat))
        drafts.set(
          one.chat,
          world.after(draftMs, () => saveDraft(one)),
        )
    },
    dropRefused(one, id) {
      one.refused.delete(id)
      keep(storage.setValue(`${refusedPrefix}${one.chat}/${id}`, null))
    },
    mute(chat) {
      return readMute(client.setting(`mute/${chat}`), world.now())?.what ?? null
    },
    async close() {
      for (const chat of drafts.keys()) saveDraft(desk(chat))
      if (current !== null) savePlace(desk(current))
      endAdopting()
      await client.stop()
      await open.close()
    },
  }

  function place(one: Desk, isNew: boolean): void {
    const view = client.chat(one.chat)
    if (view === null) return
    one.unreadAfter = view.unread > 0 ? view.read : null
    const left = Number(places.get(placePrefix + one.chat) ?? 0)
    if (view.unread > 0) one.viewport = atSeq(view.read + 1, 'unread')
    else if (isNew && left > 0) one.viewport = atSeq(left, 'top')
  }
}

/** For the first account of a start: the chat that was open last, else the latest. */
export const firstChat = ({ client, previous }: Pick<Account, 'client' | 'previous'>): ChatId | null =>
  previous ?? client.chats()[0]?.id ?? null

/** The words of the outbox: how many messages wait in all chats. */
export function waitingCount(client: Client): number {
  let count = 0
  for (const { pending } of client.chats()) count += pending.size
  return count
}
