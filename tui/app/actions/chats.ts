/** Going from chat to chat, and telling the server what was read. */
import type { ChatView } from '@parley/protocol/client'
import { chatTitle, nextAttention } from '@parley/protocol/text'
import { emptyEditor } from '../../composer/editor.ts'
import type { App } from '../app.ts'
import type { Desk } from '../desk.ts'
import { listedChats } from '../models.ts'
import { mayPage, page, pageRetryMs } from '../paging.ts'
import { jumpToSeq, visit } from '../timelineMoves.ts'

/** To what wants attention most: a mention, a private chat, the oldest unread message. */
export function next(app: App): void {
  const { account } = app
  const me = account?.client.me ?? null
  if (account === null || me === null) return
  const isMuted = (chat: ChatView['id']): boolean => account.mute(chat) !== null
  const found = nextAttention(account.client.chats(), me, isMuted, account.current)
  if (found === null) return app.say('Nothing is waiting for you.', 'good')
  const isMention = (account.client.chat(found.chat)?.read ?? 0) + 1 < found.seq
  app.openChat(found.chat)
  if (isMention) jumpToSeq(app, found.seq)
}

export function goToChat(app: App, by: 1 | -1): void {
  const chats = listedChats(app)
  const at = chats.findIndex(({ id }) => id === app.account?.current)
  const to = chats[Math.max(0, Math.min(chats.length - 1, at + by))]
  if (to !== undefined) app.openChat(to.id)
}

export function chatsMove(app: App, by: number): void {
  const chats = listedChats(app)
  const at = chats.findIndex(({ id }) => id === (app.listAt ?? app.account?.current))
  app.listAt = chats[Math.max(0, Math.min(chats.length - 1, at + by))]?.id ?? null
}

export function openListed(app: App): void {
  const chats = listedChats(app)
  const to = chats.find(({ id }) => id === (app.listAt ?? app.account?.current)) ?? chats[0]
  app.filter = null
  if (to !== undefined) app.openChat(to.id)
}

export function filterChats(app: App): void {
  app.filter = emptyEditor
}

export function closeChats(app: App): void {
  if (app.filter === null) app.focus = 'composer'
  app.filter = null
}

export function markRead(app: App, view: ChatView | null): void {
  if (view === null) return
  app.account?.client.mark(view.id, { read: view.seq })
  const desk = app.account?.desk(view.id)
  if (desk !== undefined) desk.unreadAfter = null
  app.say(`Read: ${chatTitle(view, app.nameOf)}`, 'good')
}

export function markAllRead(app: App): void {
  for (const view of app.account?.client.chats() ?? [])
    if (view.unread > 0) app.account?.client.mark(view.id, { read: view.seq })
  app.say('Everything is read.', 'good')
}

/** A place that lies further before what is loaded is visited, not read up to. */
const farMessages = 200

function load(app: App, desk: Desk, work: () => Promise<unknown>): void {
  app.attempt(async () => {
    try {
      await page(desk.paging, app.world.now, work)
    } catch (error) {
      app.world.after(pageRetryMs, app.changed)
      throw error
    }
  })
}

/** After a frame was drawn: what its reader has seen is read, and older messages come before the edge is reached. */
export function afterFrame(app: App): void {
  const { account, seen } = app
  if (account === null || seen === null || seen.chat !== account.current) return
  const view = account.client.chat(seen.chat)
  const desk = account.desk(seen.chat)
  if (view === null) return
  // A place that is still loaded for has not been seen.
  const isLooking = app.hasTerminalFocus && app.dialogs.length === 0 && desk.viewport.anchor.type !== 'jump'
  const isPresent = desk.visit === null
  const upTo = seen.isAtEnd && isPresent ? view.seq : seen.lastSeq
  if (isLooking && view.unread > 0 && upTo > view.read) account.client.mark(view.id, { read: Math.min(upTo, view.seq) })
  // What comes while nobody looks is new to who comes back.
  if (!app.hasTerminalFocus && view.unread > 0 && desk.unreadAfter === null) {
    desk.unreadAfter = view.read
    app.changed()
  }
  if (!mayPage(desk.paging, app.world.now())) return
  const { anchor } = desk.viewport
  const isFar = anchor.type === 'jump' && anchor.seq < (view.messages[0]?.seq ?? 0) - farMessages
  if (desk.visit === null && isFar && account.client.state.type === 'online')
    return load(app, desk, () => visit(app, desk, { seq: anchor.seq }, 'unread'))
  const open = desk.visit
  const wanted =
    open !== null
      ? seen.wantsOlder && open.hasOlder
        ? () => open.loadOlder()
        : seen.wantsNewer && open.hasNewer
          ? () => open.loadNewer()
          : null
      : seen.wantsOlder && view.hasOlder && account.client.state.type === 'online'
        ? () => account.client.loadOlder(view.id)
        : null
  if (wanted !== null) load(app, desk, wanted)
}
