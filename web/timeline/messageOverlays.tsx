/** What opens over the messages: the bar of those that are selected, a menu, a question, a calendar. */
import type { ReactElement } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import { ConfirmDialog } from '../parts/confirmDialog.tsx'
import { CalendarDialog } from './calendarDialog.tsx'
import { actionsOf, type MessageAction } from './messageActions.ts'
import { MessageMenu, type OpenMenu } from './messageMenu.tsx'
import { copiedText } from './selection.ts'
import { SelectionBar } from './selectionBar.tsx'

export interface MessageOverlaysProps {
  readonly app: App
  readonly chat: ChatView
  readonly menu: OpenMenu | null
  /** So many are selected; some may not be loaded any more. */
  readonly count: number
  /** `null`: nothing is being selected. */
  readonly chosen: readonly Message[] | null
  /** Asked about. */
  readonly deleting: readonly Message[] | null
  /** Of the calendar. */
  readonly day: number | null
  readonly run: (action: MessageAction, message: Message) => void
  readonly onMenu: (menu: null) => void
  readonly onCopy: (text: string, said: string) => void
  readonly onDelete: (messages: readonly Message[] | null) => void
  readonly onRemove: (seqs: readonly number[]) => void
  readonly onDay: () => void
  readonly onGo: (at: number) => void
  /** Ends the selecting. */
  readonly onSelected: () => void
  /** Closes all of them. */
  readonly onClose: () => void
}

export function MessageOverlays(props: MessageOverlaysProps): ReactElement {
  const { app, chat, menu, chosen, deleting, day, onDelete } = props
  return (
    <>
      {chosen !== null && (
        <SelectionBar
          count={props.count}
          canDelete={chosen.every((message) => actionsOf(message, chat, app.me.id).includes('delete'))}
          onCopy={() => {
            props.onCopy(copiedText(chosen, app.nameOf, app.clock()), 'Messages copied.')
            props.onSelected()
          }}
          onDelete={() => onDelete(chosen)}
          onClose={props.onSelected}
        />
      )}
      {menu !== null && <MessageMenu open={menu} run={props.run} onClose={() => props.onMenu(null)} />}
      {deleting !== null && (
        <ConfirmDialog
          title={deleting.length === 1 ? 'Delete this message?' : `Delete ${deleting.length} messages?`}
          description="It goes for everyone in this chat, and cannot be brought back."
          action="Delete for everyone"
          tone="danger"
          onConfirm={() => {
            props.onRemove(deleting.map(({ seq }) => seq))
            onDelete(null)
          }}
          onClose={() => onDelete(null)}
        />
      )}
      {day !== null && (
        <CalendarDialog
          shown={day}
          first={chat.createdAt}
          clock={app.clock()}
          onChoose={(at) => {
            props.onDay()
            props.onGo(at)
          }}
          onClose={props.onDay}
        />
      )}
    </>
  )
}
