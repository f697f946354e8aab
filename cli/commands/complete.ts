/** `__complete`: what may stand in place of the last word, one candidate a line. From what is known here, without the server. */
import type { Command } from 'commander'
import { openCredentials } from '../credentials.ts'
import type { Invocation } from '../invocation.ts'
import { type Names, openNames } from '../names.ts'
import { openProfile } from '../profile.ts'
import { safeLine } from '@parley/protocol/text/sanitise'

export async function complete(
  { output, world }: Invocation,
  program: Command,
  words: readonly string[],
): Promise<void> {
  const before = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  const profile = openProfile(world, {})
  const user = (await openCredentials(profile, world).read())?.user.id
  const names = user === undefined ? null : openNames(profile, user, world)
  for (const candidate of candidates(program, before, names))
    if (candidate.startsWith(last) && (last !== '' || !candidate.startsWith('-'))) output.line(safeLine(candidate))
}

/** Commands where there are some below; options; and names where the command takes a chat or a person. */
export function candidates(program: Command, before: readonly string[], names: Names | null): string[] {
  let command = program
  let place = 0
  for (const word of before) {
    const below = command.commands.find((one) => one.name() === word)
    if (below !== undefined && place === 0) command = below
    else if (!word.startsWith('-')) place++
  }
  const options = command.options.flatMap((option) => (option.long == null ? [] : [option.long]))
  const commands = place > 0 ? [] : command.commands.map((one) => one.name()).filter((name) => !name.startsWith('_'))
  return [...commands, ...argumentsAt(command, place, names), ...options]
}

function argumentsAt(command: Command, place: number, names: Names | null): readonly string[] {
  const all = command.registeredArguments
  const argument = all[place] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined)
  switch (argument?.name() ?? '') {
    case 'chat':
      return names === null ? [] : [...people(names), ...names.titles()]
    case 'name':
    case 'title-or-name':
      return names === null ? [] : people(names)
    case 'role':
      return ['owner', 'administrator', 'moderator', 'member']
    case 'status':
      return ['online', 'away', 'busy', 'offline']
    case 'shell':
      return ['bash', 'zsh', 'fish', 'powershell']
    default:
      return []
  }
}

const people = (names: Names): string[] => names.usernames().map((username) => `@${username}`)
