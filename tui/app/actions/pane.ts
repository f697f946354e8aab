/** What keys do in the details: the members of the chat. */
import type { UserId } from '@parley/protocol'
import type { ActionId } from '../../keys/table.ts'
import type { App } from '../app.ts'
import { addMembers, memberDialog, openView } from '../dialogs/chat.ts'
import { writeTo } from '../dialogs/people.ts'
import { membersOf } from '../models.ts'

const pageRows = 10

function memberAt(app: App): UserId | null {
  const view = openView(app)
  return view === null ? null : (membersOf(app, view)[app.detailsAt]?.user ?? null)
}

const on = (run: (app: App, user: UserId) => void) => (app: App) => {
  const user = memberAt(app)
  if (user !== null) run(app, user)
}

const go = (by: number) => (app: App) => {
  const view = openView(app)
  const count = view === null ? 0 : membersOf(app, view).length
  app.detailsAt = Math.max(0, Math.min(count - 1, app.detailsAt + by))
}

export const paneActions: readonly (readonly [ActionId, (app: App) => void])[] = [
  ['listUp', go(-1)],
  ['listDown', go(1)],
  ['listPageUp', go(-pageRows)],
  ['listPageDown', go(pageRows)],
  ['listFirst', go(-Infinity)],
  ['listLast', go(Infinity)],
  ['listChoose', on(memberDialog)],
  ['memberRole', on(memberDialog)],
  ['memberRemove', on(memberDialog)],
  ['memberAdd', addMembers],
  ['memberWrite', on(writeTo)],
  [
    'paneClose',
    (app) => {
      app.isDetailsOpen = false
      app.focus = 'composer'
    },
  ],
]
