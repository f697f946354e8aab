/** Logins: of this account on other devices, and of other accounts on this machine. */
import { type SessionId } from '@parley/protocol'
import { dayLabel, safeLine, timeOfDay } from '@parley/protocol/text'
import type { LinearCommand } from './command.ts'
import { no, type Session } from './session.ts'

export const accountCommands: readonly LinearCommand[] = [
  {
    name: 'sessions',
    usage: '',
    sentence: 'Lists your logged-in devices, with numbers.',
    async run({ api, clock, say }) {
      for (const [place, { client, seenAt, current }] of (await api.sessions()).entries()) {
        const name = client === null ? 'unnamed client' : safeLine(client)
        const seen = `seen ${dayLabel(seenAt, clock())} ${timeOfDay(seenAt, clock())}`
        say(`${place + 1}. ${name}, ${current ? 'this one' : seen}`)
      }
    },
  },
  {
    name: 'revoke',
    usage: 'NUMBER',
    sentence: 'Logs out a device, by its number in /sessions.',
    async run({ api, say }, rest) {
      const id: SessionId | undefined = (await api.sessions())[Number(rest) - 1]?.id
      if (id === undefined) throw no('It is a number of /sessions.')
      await api.revoke(id)
      say('Logged out.')
    },
  },
  {
    name: 'accounts',
    usage: '[NUMBER]',
    sentence: 'Lists the logins of this machine, with numbers, or goes to one of them.',
    async run(session, rest) {
      const accounts = await session.world.home.accounts()
      if (rest !== '') {
        const account = accounts[Number(rest) - 1]
        if (account === undefined) throw no('It is a number of /accounts.')
        return { type: 'use', account }
      }
      for (const [place, account] of accounts.entries()) {
        const { user, server, profile } = account
        const isUsed = profile === session.account.profile && server === session.account.server
        say(session, `${place + 1}. @${safeLine(user.username)} at ${server}${isUsed ? ', in use' : ''}`)
      }
      return undefined
    },
  },
  {
    name: 'login',
    usage: '',
    sentence: 'Logs in to another account, or registers one.',
    run: async () => ({ type: 'login' }),
  },
  {
    name: 'logout',
    usage: '',
    sentence: 'Ends this login and forgets what was kept of it on this machine.',
    async run({ api }) {
      await api.logout()
      return { type: 'forget' }
    },
  },
  {
    name: 'connect',
    usage: '',
    sentence: 'Tries to connect at once.',
    run: async ({ client }) => client.retry(),
  },
]

const say = ({ say }: Session, line: string): void => say(line)
