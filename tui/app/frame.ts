/** One frame of the screen: which panes are shown at this size, and what is in them. */
import { dialogBox } from '../parts/dialogBox.ts'
import { chatList } from '../parts/chatList.ts'
import { details } from '../parts/details.ts'
import { header } from '../parts/header.ts'
import { beside, fit, pane, type Pane, stack } from '../parts/pane.ts'
import { statusLine } from '../parts/statusLine.ts'
import { hints } from '../keys/help.ts'
import { pendingKeys } from '../keys/resolve.ts'
import type { Size } from '../shell/terminal.ts'
import { waitingCount } from './account.ts'
import type { App } from './app.ts'
import { openView } from './dialogs/chat.ts'
import { drawComposer } from './drawComposer.ts'
import { drawTimeline } from './drawTimeline.ts'
import { chatListModel, connectionWords, detailsModel, headerModel } from './models.ts'
import { scopesOf } from './input.ts'

/** From here on two panes fit side by side, and from there three. */
const twoPanesColumnsMin = 72
const threePanesColumnsMin = 104
const detailsColumns = 30

interface Shown {
  readonly chats: boolean
  readonly chat: boolean
  readonly details: boolean
}

/** What fits, with the focus always among it. */
export function shownAt(
  { focus, isDetailsOpen, areChatsHidden }: Pick<App, 'focus' | 'isDetailsOpen' | 'areChatsHidden'>,
  columns: number,
): Shown {
  const wantsDetails = isDetailsOpen || focus === 'details'
  if (columns < twoPanesColumnsMin)
    return { chats: focus === 'chats', details: focus === 'details', chat: focus !== 'chats' && focus !== 'details' }
  const hasRoomForThree = columns >= threePanesColumnsMin
  return {
    chats: !areChatsHidden || focus === 'chats',
    details: wantsDetails && (hasRoomForThree || focus === 'details'),
    chat: hasRoomForThree || !(wantsDetails && focus === 'details'),
  }
}

/** What the right end of the status line needs at most in quiet times. */
const statusColumns = 14

const listColumns = (columns: number): number => Math.min(36, Math.max(24, Math.floor(columns * 0.28)))

/** Exactly `rows` lines of at most `columns` cells. */
export function draw(app: App, { columns, rows }: Size): Pane {
  const bodyRows = Math.max(1, rows - 1)
  return stack([fit(body(app, columns, bodyRows), bodyRows), status(app, columns)])
}

function body(app: App, columns: number, rows: number): Pane {
  const dialog = app.dialogs[app.dialogs.length - 1]?.dialog
  if (app.account === null) return dialog === undefined ? pane([]) : dialogBox(dialog, columns, rows)
  const shown = shownAt(app, columns)
  const isSingle = columns < twoPanesColumnsMin
  if (dialog !== undefined && isSingle) return dialogBox(dialog, columns, rows)

  const left = shown.chats ? (isSingle ? columns : listColumns(columns)) : 0
  const list = shown.chats ? fit(chatList(chatListModel(app), left, rows), rows) : null
  if (list !== null && isSingle) return list
  const room = columns - (list === null ? 0 : left + 1)
  const main = dialog === undefined ? chatAndDetails(app, room, rows) : fit(dialogBox(dialog, room, rows), rows)
  return list === null ? main : beside(list, left, main)
}

function chatAndDetails(app: App, columns: number, rows: number): Pane {
  const shown = shownAt(app, app.terminal.size().columns)
  const view = openView(app)
  if (view === null || !shown.details) return chat(app, columns, rows)
  if (!shown.chat) return fit(details(detailsModel(app, view), columns, rows), rows)
  const room = columns - detailsColumns - 1
  return beside(chat(app, room, rows), room, fit(details(detailsModel(app, view), detailsColumns, rows), rows))
}

function chat(app: App, columns: number, rows: number): Pane {
  const view = openView(app)
  const desk = app.desk()
  if (view === null || desk === null) {
    const words =
      desk === null ? 'No chat is open. F4 writes to somebody, Ctrl-K finds everything.' : 'This chat is not here yet…'
    return fit(pane([[], [{ text: ` ${words}`, tone: 'muted' }]]), rows)
  }
  const composer = drawComposer(app, desk, view, columns, Math.max(1, Math.floor(rows / 3)))
  const headRows = 2
  const timelineRows = Math.max(1, rows - headRows - composer.lines.length)
  const timeline = drawTimeline(app, desk, view, columns, timelineRows)
  return stack([header(headerModel(app, view, timeline.place), columns), timeline.pane, composer])
}

function status(app: App, columns: number): Pane {
  const { account } = app
  return statusLine(
    {
      connection:
        account === null ? { text: '', tone: 'muted' } : connectionWords(account.client.state, app.world.now()),
      waiting: account === null ? 0 : waitingCount(account.client),
      keys: pendingKeys(app.keys),
      said: app.said,
      hints: hints(app.bindings, scopesOf(app), columns - statusColumns),
    },
    columns,
  )
}
