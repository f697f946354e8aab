/** Oneself: profile, presence, sessions, accounts of this machine, logging in and out, settings. */
import type { Status } from '@parley/protocol'
import { createAccounts } from '@parley/protocol/client'
import { listTime, safeLine } from '@parley/protocol/text'
import type { ActionId } from '../../keys/table.ts'
import type { Line } from '../../text/line.ts'
import { themeNames } from '../../text/theme.ts'
import type { KeptAccount } from '../../world.ts'
import { type App, sentenceOf } from '../app.ts'
import { confirm, field, form, type Item, list, text, type TextDialog } from '../dialog.ts'
import { load } from './people.ts'

const item = (id: string, words: string, detail: string, title: string, run: () => void): Item => ({
  id,
  text: `${words} ${detail}`.toLowerCase(),
  line: [
    { text: words, tone: 'text' },
    { text: detail === '' ? '' : `  ${detail}`, tone: 'muted' },
  ],
  actions: [{ key: 'enter', title, run }],
})

export function profileDialog(app: App): void {
  const { account } = app
  if (account === null) return
  const { name, username, id } = account.client.me ?? account.kept.user
  const row = (label: string, value: string): Line => [
    { text: ` ${label.padEnd(10)}`, tone: 'muted' },
    { text: safeLine(value), tone: 'text' },
  ]
  const rows = [
    row('Name', name),
    row('Username', `@${username}`),
    row('Server', account.kept.server),
    row('Profile', account.kept.profile),
    row('Id', id),
  ]
  const slot = app.push<TextDialog>(text('Profile', rows))
  app.attempt(async () => {
    const me = await account.api.me()
    const more = [row('Email', me.email), ...(me.isAdministrator ? [row('Role', 'administrator of this server')] : [])]
    slot.dialog = { ...slot.dialog, lines: [...rows, ...more] }
  })
}

const statuses: readonly (readonly [Status, string])[] = [
  ['online', 'here'],
  ['away', 'not at the keyboard'],
  ['busy', 'do not disturb: nothing notifies you'],
  ['offline', 'seem not to be here'],
]

export function statusDialog(app: App): void {
  const items = statuses.map(([status, words]) =>
    item(status, status, words, 'set', () => {
      app.account?.client.presence(status)
      app.pop()
      app.say(`Others see you as ${status}.`)
    }),
  )
  app.push(list('Presence', items, '', { filter: false }))
}

export function sessionsDialog(app: App): void {
  const { account } = app
  if (account === null) return
  const slot = app.push(list('Sessions: where you are logged in', [], 'None.', { filter: false }))
  const reload = async (): Promise<void> => {
    const clock = app.clock()
    const sessions = await account.api.sessions()
    const others: Item = item('others', 'End all other sessions', '', 'end them', () =>
      app.push(
        confirm('End all other sessions', 'Log out everywhere but here?', 'end them', () =>
          app.attempt(async () => {
            await account.api.revokeOthers()
            await reload()
          }),
        ),
      ),
    )
    const each = sessions.map(({ id, client, seenAt, current }): Item => ({
      id,
      text: '',
      line: [
        { text: safeLine(client ?? 'an unnamed client'), tone: 'text' },
        {
          text: `  ${current ? 'this one' : `last seen ${listTime(seenAt, clock)}`}`,
          tone: current ? 'good' : 'muted',
        },
      ],
      actions: current
        ? []
        : [
            {
              key: 'enter',
              title: 'end it',
              run: () =>
                app.push(
                  confirm('End a session', `Log out ${safeLine(client ?? 'this client')}?`, 'end it', () =>
                    app.attempt(async () => {
                      await account.api.revoke(id)
                      await reload()
                    }),
                  ),
                ),
            },
          ],
    }))
    slot.dialog = { ...slot.dialog, at: 0, items: sessions.length > 1 ? [...each, others] : each }
  }
  load(app, slot, reload)
}

export function accountsDialog(app: App): void {
  const slot = app.push(list('Accounts on this machine', [], 'None.', { filter: false }))
  load(app, slot, async () => {
    const accounts = await app.world.home.accounts()
    const isUsed = (kept: KeptAccount): boolean =>
      kept.profile === app.account?.kept.profile && kept.server === app.account.kept.server
    const items = accounts.map((kept) =>
      item(
        `${kept.profile} ${kept.server}`,
        `@${safeLine(kept.user.username)}`,
        `${kept.server}  ${kept.profile}${isUsed(kept) ? ', in use' : ''}`,
        'use',
        () => app.attempt(() => app.use(kept)),
      ),
    )
    slot.dialog = {
      ...slot.dialog,
      items: [...items, item('add', 'Log in to another account', '', 'open', () => entryDialog(app, true))],
    }
  })
}

export function logOut(app: App): void {
  const { account } = app
  if (account === null) return
  app.push(
    confirm(
      'Log out',
      'End this session, and forget on this machine what was kept of it? Messages that wait in the outbox are lost.',
      'log out',
      () =>
        app.attempt(async () => {
          // The server may be away: the login is forgotten here all the same, and that is said.
          const refusal = await account.api.logout().then(
            () => null,
            (error: unknown) => sentenceOf(error),
          )
          await app.leave()
          await app.world.home.forget(account.kept)
          app.dialogs.length = 0
          const [other] = await app.world.home.accounts()
          if (other === undefined) entryDialog(app, false)
          else await app.use(other)
          if (refusal !== null) app.say(`Forgotten here. The server could not be told: ${refusal}`, 'warning')
        }),
    ),
  )
}

function passwordDialog(app: App): void {
  const { account } = app
  if (account === null) return
  app.push(
    form(
      'Change the password',
      [
        field('password', 'Password', { kind: 'secret', hint: 'The one you have now.' }),
        field('newPassword', 'New one', { kind: 'secret', hint: 'At least 8 characters.' }),
        field('again', 'Again', { kind: 'secret' }),
      ],
      'change it',
      async ({ password = '', newPassword = '', again = '' }) => {
        if (newPassword !== again) throw new Error('The two new passwords are not the same.')
        await account.api.changePassword({ password, newPassword })
        app.say('The password is changed, and all other sessions are ended.', 'good')
      },
    ),
  )
}

type Way = 'log in' | 'register'
const ways: readonly Way[] = ['log in', 'register']

/** The first thing that somebody without a login sees, and the way to a second account. */
export function entryDialog(app: App, canLeave: boolean, server = app.world.home.server, way: Way = 'log in'): void {
  const when = { field: 'way', is: 'register' } as const
  app.push({
    ...form(
      'Welcome to Parley',
      [
        field('server', 'Server', {
          text: server,
          hint: 'Where your account is, like chat.example.org or localhost:7447.',
        }),
        field('way', 'What to do', { kind: 'choice', choices: ways, text: way, hint: 'Left and right choose.' }),
        field('username', 'Username', {
          hint: 'Letters, digits, dots and dashes. To log in, the email address will do as well.',
        }),
        field('password', 'Password', { kind: 'secret', hint: 'At least 8 characters.' }),
        field('email', 'Email', { hint: 'Nobody else sees it.', when }),
        field('name', 'Name', { hint: 'What others see. The username, if it is empty.', when }),
        field('invite', 'Invitation', { hint: 'Where the server asks for one.', when }),
      ],
      'go on',
      async (values) => {
        const {
          server: typed = '',
          way = '',
          username = '',
          password = '',
          email = '',
          name = '',
          invite = '',
        } = values
        const at = await app.world.home.address(typed)
        const accounts = createAccounts(at, app.world.fetch)
        const client = app.clientName
        const identifier = username.trim().replace(/^@/, '')
        const login =
          way === 'register'
            ? await accounts.register({
                email: email.trim(),
                username: identifier,
                password,
                client,
                ...(name.trim() === '' ? {} : { name: name.trim() }),
                ...(invite.trim() === '' ? {} : { invite: invite.trim() }),
              })
            : await accounts.login({ identifier, password, client })
        await app.use(await app.world.home.keep(at, login))
      },
      canLeave,
    ),
    // The server is known mostly, and stands above for who wants another.
    at: 1,
  })
}

/** Nothing answers where the account would be: start a server here, or name another. */
export function noServerDialog(app: App): void {
  const { home } = app.world
  const items = [
    item('start', 'Start a server on this machine', 'it goes on when you leave', 'start', () =>
      app.attempt(async () => {
        app.say('Starting a server…')
        const server = await home.startServer()
        app.pop()
        // A new server has no accounts.
        entryDialog(app, false, server, 'register')
        app.say(`A server runs at ${server}.`, 'good')
      }),
    ),
    item('other', 'Use another server', '', 'go on', () => {
      app.pop()
      entryDialog(app, false)
    }),
  ]
  app.push(list(`No server answers at ${home.server}`, items, '', { filter: false }))
}

export function invitePerson(app: App): void {
  const { account } = app
  if (account === null) return
  app.push(
    form(
      'Invite to this server',
      [field('uses', 'Uses', { text: '1' }), field('days', 'Days', { text: '7' })],
      'make it',
      async ({ uses = '', days = '' }) => {
        const { code } = await account.api.invite({
          usesMax: wholeNumber(uses, 'Uses'),
          days: wholeNumber(days, 'Days'),
        })
        const copied = app.terminal.copy(code)
        app.push(
          text('An invitation', [
            [{ text: ` ${safeLine(code)}`, tone: 'strong' }],
            [{ text: copied ? ' It is in the clipboard, where the terminal allows that.' : '', tone: 'muted' }],
          ]),
        )
      },
    ),
  )
}

function wholeNumber(text: string, what: string): number {
  if (!/^\d{1,6}$/.test(text.trim())) throw new Error(`${what} must be a whole number.`)
  return Number(text)
}

export function themeDialog(app: App): void {
  const items = ['auto', ...themeNames].map((name) =>
    item(name, name, name === 'auto' ? "follows the terminal's background" : '', 'use', () => {
      app.account?.client.setSetting('tui/theme', name === 'auto' ? null : name)
      app.pop()
    }),
  )
  app.push(list('Theme', items, '', { filter: false }))
}

/** Where each setting is changed. */
export function settingsDialog(app: App): void {
  const open = (id: ActionId, words: string, detail: string): Item =>
    item(id, words, detail, 'open', () => {
      app.pop()
      app.run(id)
    })
  app.push(
    list(
      'Settings',
      [
        open('theme', 'Theme', app.account?.client.setting('tui/theme') ?? 'auto'),
        open(
          'toggleVim',
          'Keys',
          `${app.bindings.mode === 'vim' ? 'Vim' : 'Emacs'}; your own in ${app.world.home.configFolder}/keys.json`,
        ),
        open('notifications', 'Notifications', app.account?.client.setting('notify') ?? 'on'),
        open('toggleMouse', 'Mouse', app.isMouseOn ? 'on' : 'off'),
        open('profile', 'Profile', ''),
        open('status', 'Presence', ''),
        open('sessions', 'Sessions', ''),
        item('password', 'Password', '', 'open', () => {
          app.pop()
          passwordDialog(app)
        }),
        open('switchAccount', 'Accounts', ''),
      ],
      '',
      { filter: false },
    ),
  )
}

export function toggleVim(app: App): void {
  const mode = app.bindings.mode === 'vim' ? 'emacs' : 'vim'
  app.account?.client.setSetting('tui/keys', mode)
  app.say(mode === 'vim' ? 'Vim keys. Esc leaves insert mode.' : 'Emacs keys.')
}
