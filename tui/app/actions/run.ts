/** What every action of the key table does, but for changes of a text. */
import type { ActionId } from '../../keys/table.ts'
import type { App, Region } from '../app.ts'
import {
  closeAssist,
  editLast,
  externalEditor,
  moveAssist,
  moveDown,
  moveUp,
  olderDraft,
  takeAssist,
  changeEditor,
} from '../compose.ts'
import { addMembers, editChat, leaveChat, newChat, newPrivateChat, openView } from '../dialogs/chat.ts'
import { helpDialog } from '../dialogs/help.ts'
import { dateDialog, searchDialog } from '../dialogs/jump.ts'
import { muteDialog, notificationsDialog } from '../dialogs/notifications.ts'
import { outboxDialog } from '../dialogs/outbox.ts'
import { blockPerson, contactsDialog } from '../dialogs/people.ts'
import { paletteDialog } from '../dialogs/palette.ts'
import {
  accountsDialog,
  entryDialog,
  invitePerson,
  logOut,
  profileDialog,
  sessionsDialog,
  settingsDialog,
  statusDialog,
  themeDialog,
  toggleVim,
} from '../dialogs/self.ts'
import { leaveEdit, send } from '../send.ts'
import { back, findMatch, goToEnd, goToUnread, move, scroll, unselectMessage } from '../timelineMoves.ts'
import { pageDown, pageUp, scrollToMessage, selectNext, selectPrevious } from '../../timeline/viewport.ts'
import { chatsMove, closeChats, filterChats, goToChat, markAllRead, markRead, next, openListed } from './chats.ts'
import { paneActions } from './pane.ts'
import { messageActions } from './messages.ts'

type Run = (app: App, count: number) => void

const times =
  (run: (app: App) => void): Run =>
  (app, count) => {
    for (let time = 0; time < Math.min(count, repeatsMax); time++) run(app)
  }
/** A count typed in vim mode repeats an action at most this often. */
const repeatsMax = 200

const focus =
  (region: Region): Run =>
  (app) => {
    app.focus = region
  }

/** In the order in which Tab goes through them. */
const regions: readonly Region[] = ['chats', 'timeline', 'composer', 'details']

const focusBy =
  (by: 1 | -1): Run =>
  (app) => {
    const shown = regions.filter((region) => region !== 'details' || app.isDetailsOpen || app.focus === 'details')
    app.focus = shown[(shown.indexOf(app.focus) + by + shown.length) % shown.length] ?? 'composer'
  }

const half = (app: App): number => Math.max(1, Math.floor(app.room.rows / 2))

/** Changes of a text are in `edits`; dialogs and their lists know their keys themselves. */
export const runs: ReadonlyMap<ActionId, Run> = new Map<ActionId, Run>([
  ['palette', (app) => paletteDialog(app, '')],
  ['commands', (app) => paletteDialog(app, '>')],
  ['help', helpDialog],
  ['next', next],
  ['previousChat', (app) => goToChat(app, -1)],
  ['nextChat', (app) => goToChat(app, 1)],
  ['lastChat', (app) => app.account?.previous != null && app.openChat(app.account.previous)],
  ['focusNext', focusBy(1)],
  ['focusPrevious', focusBy(-1)],
  ['focusComposer', focus('composer')],
  ['focusTimeline', focus('timeline')],
  ['focusChats', focus('chats')],
  [
    'toggleDetails',
    (app) => {
      app.isDetailsOpen = !app.isDetailsOpen
      if (app.focus === 'details') app.focus = 'composer'
      else if (app.isDetailsOpen) app.focus = 'details'
    },
  ],
  [
    'toggleChats',
    (app) => {
      app.areChatsHidden = !app.areChatsHidden
      if (app.areChatsHidden && app.focus === 'chats') app.focus = 'composer'
    },
  ],
  ['searchLoaded', searchDialog],
  ['search', searchDialog],
  ['nextMatch', times((app) => findMatch(app, 1))],
  ['previousMatch', times((app) => findMatch(app, -1))],
  ['jumpToDate', dateDialog],
  ['date', dateDialog],
  ['jumpToUnread', goToUnread],
  ['unread', goToUnread],
  ['back', back],
  ['timelineBack', back],
  ['toEnd', goToEnd],
  ['timelineEnd', goToEnd],
  ['pageUp', times((app) => move(app, pageUp))],
  ['pageDown', times((app) => move(app, pageDown))],
  ['timelinePageUp', times((app) => move(app, pageUp))],
  ['timelinePageDown', times((app) => move(app, pageDown))],
  ['halfPageUp', times((app) => scroll(app, -half(app)))],
  ['halfPageDown', times((app) => scroll(app, half(app)))],
  ['messageUp', times((app) => move(app, selectPrevious))],
  ['messageDown', times((app) => move(app, selectNext))],
  ['timelineStart', (app) => move(app, (state, { messages }) => scrollToMessage(state, messages[0]?.seq ?? 0, 'top'))],
  [
    'write',
    (app) => {
      unselectMessage(app)
      app.focus = 'composer'
    },
  ],
  ['send', send],
  ['cancel', cancel],
  ['moveUp', times(moveUp)],
  ['moveDown', times(moveDown)],
  ['olderDraft', olderDraft],
  ['editLast', editLast],
  ['externalEditor', externalEditor],
  ['emoji', (app) => changeEditor(app, { type: 'insert', text: ':' })],
  ['assistAccept', takeAssist],
  ['assistDown', (app) => moveAssist(app, 1)],
  ['assistUp', (app) => moveAssist(app, -1)],
  ['assistClose', closeAssist],
  ['chatUp', (app, count) => chatsMove(app, -count)],
  ['chatDown', (app, count) => chatsMove(app, count)],
  ['chatFirst', (app) => chatsMove(app, -Infinity)],
  ['chatLast', (app) => chatsMove(app, Infinity)],
  ['chatPageUp', (app) => chatsMove(app, -half(app))],
  ['chatPageDown', (app) => chatsMove(app, half(app))],
  ['openChat', openListed],
  ['filterChats', filterChats],
  ['chatsClose', closeChats],
  ['newPrivateChat', newPrivateChat],
  ['newGroup', (app) => newChat(app, 'group')],
  ['newChannel', (app) => newChat(app, 'channel')],
  ['addMembers', addMembers],
  ['editChat', editChat],
  ['leaveChat', leaveChat],
  ['muteChat', muteDialog],
  ['markRead', (app) => markRead(app, openView(app))],
  ['markAllRead', markAllRead],
  ['contacts', contactsDialog],
  ['blockPerson', blockPerson],
  ['invitePerson', invitePerson],
  ['status', statusDialog],
  ['profile', profileDialog],
  ['sessions', sessionsDialog],
  ['settings', settingsDialog],
  ['notifications', notificationsDialog],
  ['theme', themeDialog],
  ['toggleVim', toggleVim],
  [
    'toggleMouse',
    (app) => {
      app.isMouseOn = !app.isMouseOn
      app.terminal.setMouse(app.isMouseOn)
      app.say(
        app.isMouseOn ? 'The mouse works here.' : 'The mouse selects text, as the terminal does. F9 takes it back.',
      )
    },
  ],
  ['switchAccount', accountsDialog],
  ['addAccount', (app) => entryDialog(app, true)],
  ['logOut', logOut],
  ['retryConnection', (app) => app.account?.client.retry()],
  ['outbox', outboxDialog],
  ['redraw', (app) => app.redraw()],
  ['suspend', (app) => app.attempt(() => app.terminal.suspend())],
  ['quit', (app) => app.quit(0)],
  ...messageActions,
  ...paneActions,
])

export function runAction(app: App, id: ActionId, count: number): void {
  runs.get(id)?.(app, count)
}

/** The inmost thing that can be left: the popup, the reply or edit, then the composer. */
function cancel(app: App): void {
  const desk = app.desk()
  if (desk === null) return
  if (app.assist !== null) return closeAssist(app)
  if (desk.purpose.type === 'edit') return leaveEdit(app, desk)
  if (desk.purpose.type === 'reply') {
    desk.purpose = { type: 'post' }
    app.account?.draftChanged(desk)
    return
  }
  if (desk.editor.anchor !== null) return changeEditor(app, { type: 'dropSelection' })
  app.focus = 'timeline'
}
