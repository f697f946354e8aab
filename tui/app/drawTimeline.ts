/** The timeline of a chat, as its desk has it: the present, or a visit elsewhere in its history. */
import type { Message, SubmissionId } from '@parley/protocol'
import { type ChatView, messageAt } from '@parley/protocol/client'
import { tickOf } from '@parley/protocol/text'
import { type Hit, pane, type Pane } from '../parts/pane.ts'
import { createSteady, type Steady } from '../text/steady.ts'
import type { TimelineContext } from '../timeline/context.ts'
import { createLayout, type Layout } from '../timeline/layout.ts'
import { view as look } from '../timeline/viewport.ts'
import type { Screen } from '../timeline/walk.ts'
import type { App } from './app.ts'
import type { Desk } from './desk.ts'

/** What drawing remembers from one frame to the next. */
export interface TimelineMemory {
  readonly layout: Layout
  widths: Readonly<Record<string, number>> | null
  steady: Steady
  /** Names that were shown, to see that one of them has changed. */
  revision: number
}

export const createTimelineMemory = (): TimelineMemory => ({
  layout: createLayout(),
  widths: null,
  steady: createSteady(null),
  revision: 0,
})

/** What the viewport's functions need, at the size of the last frame. */
export function screenOf(app: App, desk: Desk, view: ChatView): Screen {
  const { memory, room } = app
  const { widths } = app.terminal.capabilities()
  if (widths !== memory.widths) {
    memory.widths = widths
    memory.steady = createSteady(widths)
  }
  // Joined, it is the present again, which then has all that the visit had.
  if (desk.visit?.hasNewer === false) {
    desk.visit.close()
    desk.visit = null
  }
  const { visit } = desk
  return {
    messages: visit === null ? withRefused(desk, view.messages) : visit.messages,
    hasOlder: visit === null ? view.hasOlder : visit.hasOlder,
    hasNewer: visit !== null,
    width: room.columns,
    height: room.rows,
    layout: memory.layout,
    context: contextOf(app, desk, view, memory),
  }
}

const unknown = new Map<SubmissionId, string>()

function contextOf(app: App, desk: Desk, view: ChatView, memory: TimelineMemory): TimelineContext {
  const { account } = app
  const me = account?.client.me ?? account?.kept.user ?? null
  const { refused } = desk
  const failed = refused.size === 0 ? unknown : new Map([...refused].map(([id, { failure }]) => [id, failure.message]))
  return {
    me: me?.id ?? null,
    username: me?.username ?? null,
    nameOf: app.nameOf,
    clock: app.clock(),
    revision: memory.revision,
    unreadAfter: desk.unreadAfter,
    tick: (message) => (me === null ? null : tickOf(view, message, me.id)),
    failed,
    messageAt: (seq) => messageAt(desk.visit?.messages ?? [], seq) ?? messageAt(view.messages, seq),
    query: desk.query,
    steady: memory.steady,
  }
}

/** Refused messages stand at the end, where they were written. */
function withRefused(desk: Desk, messages: readonly Message[]): readonly Message[] {
  if (desk.refused.size === 0) return messages
  const next = (messages[messages.length - 1]?.seq ?? 0) + 1
  return [...messages, ...[...desk.refused.values()].map(({ message }, at) => again(message, next + at))]
}

const placed = new WeakMap<Message, Message>()

/** The same object as long as its place is the same, for the layout remembers by identity. */
function again(message: Message, seq: number): Message {
  const known = placed.get(message)
  if (known?.seq === seq) return known
  const fresh = { ...message, seq }
  placed.set(message, fresh)
  return fresh
}

export interface DrawnTimeline {
  readonly pane: Pane
  /** Where the view is, in words; empty at the present. */
  readonly place: string
}

export function drawTimeline(app: App, desk: Desk, view: ChatView, columns: number, rows: number): DrawnTimeline {
  app.room = { columns, rows }
  const screen = screenOf(app, desk, view)
  const seen = look(desk.viewport, screen)
  desk.viewport = seen.state
  app.seen = {
    chat: view.id,
    isAtEnd: seen.isAtEnd,
    lastSeq: seen.rows.findLast((row) => row !== null)?.message.seq ?? 0,
    wantsOlder: seen.hasSpaceAbove,
    wantsNewer: seen.hasSpaceBelow,
  }
  const hits: Hit[] = []
  seen.rows.forEach((row, y) => {
    if (row === null) return
    hits.push({ y, from: 0, to: columns, target: { type: 'message', id: row.message.id } })
    if (row.quoted !== null)
      hits.push({ y, from: 0, to: columns, target: { type: 'quote', id: row.message.id, seq: row.quoted } })
  })
  const lines = [...seen.lines]
  const below = seen.newBelow
  return {
    pane: pane(lines, hits),
    place: seen.isAtEnd ? '' : below > 0 ? `↓ ${below} new  Alt-End` : '↓ Alt-End: newest',
  }
}
