/** What can be typed: one table, from which the help comes too. A command throws a `FailureError` for what cannot be. */
import type { Outcome } from './outcome.ts'
import { accountCommands } from './accountCommands.ts'
import { chatCommands } from './chatCommands.ts'
import { messageCommands } from './messageCommands.ts'
import { peopleCommands } from './peopleCommands.ts'
import { readSubstitution, safeLine } from '@parley/protocol/text'
import type { LinearCommand } from './command.ts'
import { editLast, post } from './messageCommands.ts'
import { no, type Session } from './session.ts'

const help: LinearCommand = {
  name: 'help',
  usage: '[COMMAND]',
  sentence: 'Says what can be typed.',
  async run({ say }, rest) {
    const wanted = rest.replace(/^\//, '')
    const found = wanted === '' ? commands : commands.filter(({ name }) => name === wanted)
    if (found.length === 0) throw no(`There is no /${safeLine(wanted)}.`)
    for (const { name, usage, sentence } of found) say(`/${name}${usage === '' ? '' : ` ${usage}`}: ${sentence}`)
    if (wanted !== '') return
    say('TEXT: Sends it to the open chat. Begin with // for a text that begins with a slash.')
    say('s/OLD/NEW/: Changes your last message in the open chat; s/OLD/NEW/g changes it everywhere in it.')
  },
}

const quit: LinearCommand = {
  name: 'quit',
  usage: '',
  sentence: 'Ends. What waits in the outbox is sent at the next start.',
  run: async () => ({ type: 'quit' }),
}

const commands: readonly LinearCommand[] = [
  ...chatCommands,
  ...messageCommands,
  ...peopleCommands,
  ...accountCommands,
  help,
  quit,
]

/** Runs what was typed. Comes back with how the session ends, if it does. */
export async function runLine(session: Session, line: string): Promise<Outcome | null> {
  if (line.trim() === '') return null
  const substitution = readSubstitution(line)
  if (substitution !== null) {
    await editLast(session, substitution)
    return null
  }
  if (line.startsWith('//') || !line.startsWith('/')) {
    await post(session, line.startsWith('//') ? line.slice(1) : line)
    return null
  }
  const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/su.exec(line) ?? []
  const command = commands.find((one) => one.name === name.toLowerCase())
  if (command === undefined)
    throw no(`There is no /${safeLine(name)}. /help lists what there is. Begin with // to send a text with a slash.`)
  return (await command.run(session, rest.trim())) ?? null
}
