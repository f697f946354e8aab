/** What can be done with the message that the keys are on. */
import { may, type Message } from '@parley/protocol'
import { dayLabel, safeLine, safeText, timeOfDay } from '@parley/protocol/text'
import type { ActionId } from '../../keys/table.ts'
import type { Line } from '../../text/line.ts'
import { wrapText } from '../../text/wrap.ts'
import type { App } from '../app.ts'
import { beginEdit, beginReply } from '../compose.ts'
import { confirm, text } from '../dialog.ts'
import { memberDialog } from '../dialogs/chat.ts'
import { retry } from '../send.ts'
import { jumpToSeq, type Open, selected } from '../timelineMoves.ts'

/** Runs with the selected message, or says that none is. */
const on = (run: (app: App, message: Message, open: Open) => void) => (app: App) => {
  const found = selected(app)
  if (found === null) app.say('Select a message first: up and down.', 'muted')
  else run(app, found.message, found.open)
}

const isMine = (app: App, { by }: Message): boolean => by === app.account?.kept.user.id

export const messageActions: readonly (readonly [ActionId, (app: App) => void])[] = [
  [
    'reply',
    on((app, message, { view }) => {
      if (message.content.kind === 'notice' || view.pending.has(message.id))
        return app.say('This cannot be answered yet.', 'muted')
      beginReply(app, message.seq)
    }),
  ],
  [
    'edit',
    on((app, message, { view, desk }) => {
      if (!isMine(app, message) || message.content.kind !== 'text')
        return app.say('Only your own messages can be edited.', 'warning')
      if (view.pending.has(message.id) || desk.refused.has(message.id)) return app.say('It is not sent yet.', 'muted')
      beginEdit(app, message.seq, message.content.text)
    }),
  ],
  [
    'delete',
    on((app, message, { view, desk }) => {
      if (desk.refused.has(message.id)) {
        app.account?.dropRefused(desk, message.id)
        return
      }
      const { role, type } = view
      if (message.content.kind !== 'text' || role === null) return
      if (!isMine(app, message) && !may(type, role, 'deleteAny'))
        return app.say('You may not delete this message.', 'warning')
      app.push(
        confirm('Delete', 'Delete this message for everyone? Its words are erased.', 'delete', () => {
          app.account?.client.submit(view.id, { type: 'delete', seq: message.seq })
        }),
      )
    }),
  ],
  [
    'copy',
    on((app, message) => {
      if (message.content.kind !== 'text') return
      const isCopied = app.terminal.copy(message.content.text)
      app.say(isCopied ? 'Copied.' : 'It is too long for the clipboard of a terminal.', isCopied ? 'good' : 'warning')
    }),
  ],
  ['retry', on((app, message) => retry(app, message.id))],
  [
    'original',
    on((app, message) => {
      if (message.replyTo === undefined) app.say('This message answers no other one.', 'muted')
      else jumpToSeq(app, message.replyTo)
    }),
  ],
  [
    'openLink',
    on((app, message) => {
      const link = message.content.kind === 'text' ? /https?:\/\/[^\s<>"]+/i.exec(message.content.text)?.[0] : undefined
      if (link === undefined) return app.say('There is no link in it.', 'muted')
      app.terminal.copy(link)
      app.say(`Copied: ${safeLine(link)}`, 'good')
    }),
  ],
  ['messageDetails', on(detailsOf)],
  ['author', on((app, message) => memberDialog(app, message.by))],
]

/** All about a message, with every hidden character shown. */
function detailsOf(app: App, message: Message, { view }: Open): void {
  const clock = app.clock()
  const row = (label: string, value: string): Line => [
    { text: ` ${label.padEnd(10)}`, tone: 'muted' },
    { text: value, tone: 'text' },
  ]
  const readers = [...view.marks.values()].filter(({ user, read }) => read >= message.seq && user !== message.by)
  const words = message.content.kind === 'text' ? safeText(message.content.text) : ''
  const lines: Line[] = [
    row('From', app.nameOf(message.by)),
    row('Sent', `${dayLabel(message.at, clock)} ${timeOfDay(message.at, clock)}`),
    ...(message.editedAt === undefined
      ? []
      : [row('Edited', `${dayLabel(message.editedAt, clock)} ${timeOfDay(message.editedAt, clock)}`)]),
    row('Number', String(message.seq)),
    row('Id', message.id),
    ...(readers.length === 0 ? [] : [row('Read by', readers.map(({ user }) => app.nameOf(user)).join(', '))]),
    [],
    ...words.split('\n').flatMap((part) => wrapText(` ${part}`, 'text', Math.max(10, app.room.columns - 2))),
  ]
  app.push(text('Message', lines))
}
