/** What notifies: on this account altogether, and in one chat. */
import { minuteText, readNotifyRules } from '@parley/protocol/text'
import type { App } from '../app.ts'
import { field, form, type Item, list } from '../dialog.ts'
import { openView } from './chat.ts'

export function notificationsDialog(app: App): void {
  const { account } = app
  if (account === null) return
  const rules = readNotifyRules(account.client.setting('notify'))
  const hasQuiet = rules.quietFrom !== rules.quietTo
  app.push(
    form(
      'Notifications',
      [
        field('isOn', 'Notify me', { kind: 'choice', choices: ['yes', 'no'], text: rules.isOn ? 'yes' : 'no' }),
        field('from', 'Quiet from', {
          text: hasQuiet ? minuteText(rules.quietFrom) : '',
          hint: 'Like 22:00; empty for no quiet hours.',
        }),
        field('to', 'Quiet until', { text: hasQuiet ? minuteText(rules.quietTo) : '', hint: 'Like 07:00.' }),
      ],
      'keep',
      async ({ isOn = '', from = '', to = '' }) => {
        for (const typed of [from, to])
          if (typed !== '' && !/^([01]?\d|2[0-3]):[0-5]\d$/.test(typed))
            throw new Error(`${typed} is no time. It looks like 22:00.`)
        if ((from === '') !== (to === '')) throw new Error('Quiet hours need a beginning and an end.')
        account.client.setSetting('notify', `${isOn === 'no' ? 'off' : 'on'}${from === '' ? '' : ` ${from}-${to}`}`)
        app.say('Kept.')
      },
    ),
  )
}

export function muteDialog(app: App): void {
  const { account } = app
  const view = openView(app)
  if (account === null || view === null) return
  const now = account.mute(view.id)
  const choice = (id: 'none' | 'mentions' | 'all', words: string): Item => ({
    id,
    text: words,
    line: [
      { text: words, tone: 'text' },
      { text: (now ?? 'none') === id ? '  now' : '', tone: 'good' },
    ],
    actions: [
      {
        key: 'enter',
        title: 'choose',
        run: () => {
          account.client.setSetting(`mute/${view.id}`, id === 'none' ? null : id)
          app.pop()
        },
      },
    ],
  })
  app.push(
    list(
      'What notifies you in this chat',
      [choice('none', 'Every message'), choice('mentions', 'Only where I am named'), choice('all', 'Nothing')],
      '',
      { filter: false },
    ),
  )
}
