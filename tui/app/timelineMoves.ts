/** Moving through a timeline: scrolling, selecting, jumping anywhere in the history and back. */
import type { Message } from '@parley/protocol'
import { type ChatView, messageAt, type Place } from '@parley/protocol/client'
import type { Screen } from '../timeline/walk.ts'
import {
  atEnd,
  atSeq,
  scrollBy,
  scrollToMessage,
  select,
  selectedMessage,
  toUnread,
  unselect,
  type ViewportState,
  type Where,
} from '../timeline/viewport.ts'
import type { App } from './app.ts'
import { type Desk, trailMax } from './desk.ts'
import { openView } from './dialogs/chat.ts'
import { screenOf } from './drawTimeline.ts'

/** What is open: its desk, its view, and the screen that its timeline was last drawn on. */
export interface Open {
  readonly desk: Desk
  readonly view: ChatView
  readonly screen: Screen
}

function openTimeline(app: App): Open | null {
  const desk = app.desk()
  const view = openView(app)
  return desk === null || view === null ? null : { desk, view, screen: screenOf(app, desk, view) }
}

export function move(app: App, how: (state: ViewportState, screen: Screen) => ViewportState): void {
  const open = openTimeline(app)
  if (open !== null) open.desk.viewport = how(open.desk.viewport, open.screen)
}

export const scroll = (app: App, rows: number): void => move(app, (state, screen) => scrollBy(state, rows, screen))

/** The message that the keys are on; the last one that is shown where none is selected. */
export function selected(app: App): { readonly open: Open; readonly message: Message } | null {
  const open = openTimeline(app)
  const message = open === null ? null : selectedMessage(open.desk.viewport, open.screen)
  return open === null || message === null ? null : { open, message }
}

export function selectMessage(app: App, id: string): void {
  const open = openTimeline(app)
  const message = open?.screen.messages.find((one) => one.id === id)
  if (open !== null && message !== undefined) open.desk.viewport = select(open.desk.viewport, message, open.screen)
}

/** To a message, wherever it is; `back` returns. */
export function jumpToSeq(app: App, seq: number): void {
  const open = openTimeline(app)
  if (open === null) return
  const { desk, screen } = open
  const target = messageAt(screen.messages, seq)
  remember(desk)
  if (target !== undefined) {
    desk.viewport = select(scrollToMessage(desk.viewport, seq, 'middle'), target, screen)
    return
  }
  app.attempt(() => visit(app, desk, { seq }))
}

export function jumpToTime(app: App, at: number): void {
  const desk = app.desk()
  if (desk === null) return
  remember(desk)
  app.attempt(() => visit(app, desk, { at }))
}

/** Opens the history elsewhere, without reading what lies between. */
export async function visit(app: App, desk: Desk, place: Place, where: Where = 'middle'): Promise<void> {
  const { account } = app
  if (account === null) return
  const opened = await account.client.visit(desk.chat, place)
  if (account.current !== desk.chat) return opened.close()
  desk.visit?.close()
  desk.visit = opened
  desk.viewport = atSeq(opened.target, where)
  const message = messageAt(opened.messages, opened.target)
  if (message !== undefined && where === 'middle')
    desk.viewport = { ...desk.viewport, selected: message.id, selectedSeq: message.seq }
}

function remember(desk: Desk): void {
  desk.trail.push(desk.viewport)
  if (desk.trail.length > trailMax) desk.trail.shift()
}

export function back(app: App): void {
  const open = openTimeline(app)
  const before = open?.desk.trail.pop()
  if (open === null || before === undefined) return app.say('There was no jump to go back from.', 'muted')
  const { desk, view } = open
  const seq = before.anchor.type === 'end' ? null : before.anchor.seq
  if (seq === null || messageAt(view.messages, seq) !== undefined) {
    leaveVisit(desk)
    desk.viewport = before
  } else {
    desk.viewport = before
    app.attempt(() => visit(app, desk, { seq }))
  }
}

function leaveVisit(desk: Desk): void {
  desk.visit?.close()
  desk.visit = null
}

export function goToEnd(app: App): void {
  const desk = app.desk()
  if (desk === null) return
  leaveVisit(desk)
  desk.viewport = atEnd()
}

export function goToUnread(app: App): void {
  const open = openTimeline(app)
  if (open === null) return
  const { desk, view, screen } = open
  if (desk.unreadAfter === null) return app.say('Nothing is unread here.', 'muted')
  remember(desk)
  const isLoaded = desk.visit === null && (view.messages[0]?.seq ?? Infinity) <= desk.unreadAfter + 1
  if (isLoaded) desk.viewport = toUnread(desk.viewport, screen)
  else {
    const seq = desk.unreadAfter + 1
    app.attempt(() => visit(app, desk, { seq }, 'unread'))
  }
}

/** The next message with the query in what is loaded, up or down from the selected one. */
export function findMatch(app: App, by: 1 | -1): void {
  const open = openTimeline(app)
  if (open === null || open.desk.query === '') return
  const { desk, screen } = open
  const { messages } = screen
  const query = desk.query.toLowerCase()
  const from = messages.findIndex(({ id }) => id === desk.viewport.selected)
  const start = from === -1 ? messages.length : from
  for (let step = 1; step <= messages.length; step++) {
    const message = messages[(start + by * step + messages.length * 2) % messages.length]
    if (message?.content.kind === 'text' && message.content.text.toLowerCase().includes(query)) {
      desk.viewport = select(desk.viewport, message, screen)
      return
    }
  }
  app.say(`Nothing that is loaded says “${desk.query}”.`, 'muted')
}

export function unselectMessage(app: App): void {
  const desk = app.desk()
  if (desk !== null) desk.viewport = unselect(desk.viewport)
}
