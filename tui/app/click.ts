/** What a click does, by what it met. */
import { offsetAt } from '../composer/layout.ts'
import type { Hit } from '../parts/pane.ts'
import type { MouseEvent } from '../shell/terminal.ts'
import { width } from '../text/width.ts'
import { runAction } from './actions/run.ts'
import type { App } from './app.ts'
import { changeEditor, takeAssist } from './compose.ts'
import { memberDialog, openView } from './dialogs/chat.ts'
import { membersOf } from './models.ts'
import { jumpToSeq, selectMessage } from './timelineMoves.ts'

export function click(app: App, { target, from }: Hit, { x, shift }: MouseEvent): void {
  switch (target.type) {
    case 'chat':
      app.openChat(target.chat)
      break
    case 'message':
      app.focus = 'timeline'
      selectMessage(app, target.id)
      break
    case 'quote':
      app.focus = 'timeline'
      jumpToSeq(app, target.seq)
      break
    case 'composer': {
      app.focus = 'composer'
      const desk = app.desk()
      if (desk === null) break
      const context = { columns: app.composerColumns, width, top: app.composerTop }
      changeEditor(app, { type: 'moveTo', offset: offsetAt(desk.editor, x - from, target.row, context), select: shift })
      break
    }
    case 'item':
      if (app.assist !== null) {
        app.assist = { ...app.assist, at: target.at }
        takeAssist(app)
      } else {
        const view = openView(app)
        const member = view === null ? undefined : membersOf(app, view)[target.at]
        app.focus = 'details'
        app.detailsAt = target.at
        if (member !== undefined) memberDialog(app, member.user)
      }
      break
    case 'action':
      runAction(app, target.action, 1)
      break
  }
}
