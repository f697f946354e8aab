/** Every command with its arguments and options. What a command does is imported when it is called. */
import { Command, InvalidArgumentError } from 'commander'
import type { Invocation, SharedOptions } from './invocation.ts'
import type { Streams } from './output.ts'
import { version } from './version.ts'

/** A setting of `serve`, as the server's table has it. */
interface ServeFlag {
  readonly name: string
  readonly flag: string
  readonly env: string
  readonly default: string
  readonly sentence: string
}

export interface ProgramOptions {
  /** Empty where neither `serve` nor `migrate` is called: the table costs an import. */
  readonly serveFlags: readonly ServeFlag[]
  readonly streams: Streams
  /** What the option parser says of a call that it cannot read. */
  readonly words: (text: string) => void
  /** Work that ends with a number ends the program with it. */
  readonly run: (options: SharedOptions, work: (invocation: Invocation) => Promise<number | void>) => Promise<void>
}

export function createProgram({ serveFlags, streams, words, run }: ProgramOptions): Command {
  // Options belong to the command before them, so that `sessions list --json` is heard by `list`.
  const program = new Command('parley')
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: streams.out,
      writeErr: words,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => helpColumns,
      getErrHelpWidth: () => helpColumns,
    })
  const add = (parent: Command, usage: string, description: string): Command =>
    parent.command(usage).helpCommand(false).description(description)
  /** A command that speaks with a server. */
  const client = (parent: Command, usage: string, description: string): Command =>
    add(parent, usage, description)
      .option('--json', 'print data as JSON, one object a line, and failures as one object on stderr')
      .option('--quiet', 'say nothing on stderr but failures')
      .option('--profile <name>', 'the login to use (PARLEY_PROFILE, "default")')
      .option('--server <url>', 'the server to use (PARLEY_SERVER, the last login)')
      .option('--no-color', 'no colours (NO_COLOR)')

  program
    .description('Parley: a messenger that anyone can host. This is its command line and its server.')
    .version(version)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
CHAT is @name (the private chat with that person), a chat's id, or its exact title.
Exit codes: 0 ok, 1 failed, 2 usage, 3 network or server, 4 not logged in, 5 rate limited,
6 not found or ambiguous, 7 forbidden, 8 timeout or queued in the outbox, 9 damaged history,
130 interrupted.`,
    )

  const serve = add(program, 'serve', 'run a server')
  for (const { flag, env, default: otherwise, sentence } of serveFlags)
    serve.option(`${flag} <value>`, `${sentence} (${env}${otherwise === '' ? '' : `, "${otherwise}"`})`)
  serve
    .option('--open', 'show the web client in a browser, where there is a desktop')
    .option('--no-open', 'do not')
    .action(({ open, ...flags }) =>
      run({}, async (cli) => (await import('./commands/serve.ts')).serve(cli, flags, open === true)),
    )

  add(program, 'tui', 'chat in this terminal')
    .option(
      '--plain',
      'one line for each thing that happens, without redrawing: for screen readers, slow links and logs',
    )
    .option('--profile <name>', 'the login to use (PARLEY_PROFILE, the last one used)')
    .option('--server <url>', 'the server to use (PARLEY_SERVER, the last one used)')
    .action((options) => run(options, async (cli) => (await import('./commands/tui.ts')).tui(cli, options)))

  const account = (name: 'register' | 'login', description: string): Command =>
    client(program, name, description).option('--username <name>').option('--password-stdin', 'read it from stdin')

  account('register', 'make an account and log in')
    .option('--email <address>')
    .option('--name <name>', 'what others see')
    .option('--invite <code>')
    .action((options) => run(options, async (cli) => (await import('./commands/register.ts')).register(cli, options)))
  account('login', 'log in, by username or email')
    .option('--email <address>', 'in place of the username')
    .action((options) => run(options, async (cli) => (await import('./commands/login.ts')).login(cli, options)))
  client(program, 'logout', 'end this login, here and on the server')
    .option('--local', 'forget it here only')
    .action((options) => run(options, async (cli) => (await import('./commands/logout.ts')).logout(cli, options)))
  client(program, 'whoami', 'who is logged in, and where').action((options) =>
    run(options, async (cli) => (await import('./commands/whoami.ts')).whoami(cli)),
  )

  const sessions = client(program, 'sessions', 'your logged-in devices')
  sessions.action((options) => run(options, async (cli) => (await import('./commands/sessions.ts')).sessions(cli)))
  client(sessions, 'list', 'your logged-in devices').action((options) =>
    run(options, async (cli) => (await import('./commands/sessions.ts')).sessions(cli)),
  )
  client(sessions, 'revoke <id>', 'log a device out').action((id, options) =>
    run(options, async (cli) => (await import('./commands/sessions.ts')).revoke(cli, id)),
  )

  client(program, 'chats', 'your chats').action((options) =>
    run(options, async (cli) => (await import('./commands/chats.ts')).chats(cli)),
  )
  addChatCommands(program, client, run)
  addMessageCommands(program, client, run)
  addPeopleCommands(program, client, run)

  client(program, 'doctor', 'look for what is wrong: server, clock, credentials, outbox, terminal').action((options) =>
    run(options, async (cli) => (await import('./commands/doctor.ts')).doctor(cli)),
  )
  client(program, 'health', 'how a server is, for whoever watches it; fails unless it can do its work')
    .option('--alive', 'it is enough that the process runs')
    .action((options) =>
      run(options, async (cli) => (await import('./commands/health.ts')).health(cli, options.alive === true)),
    )
  add(program, 'backup <folder>', 'copy what a server on this machine must not lose, also while it runs')
    .option('--data <folder>', "the server's data folder (PARLEY_DATA)")
    .option('--json', 'print what was copied as JSON')
    .option('--quiet', 'say nothing on stderr but failures')
    .action((folder, options) =>
      run(options, async (cli) => (await import('./commands/backup.ts')).backup(cli, folder, options)),
    )
  const place = 'a data folder, or nats://host:4222 of a cluster'
  const migrate = add(
    program,
    'migrate',
    'move the data of a server, which must not run, from its folder into a cluster or back',
  )
    .option('--from <place>', place)
    .option('--to <place>', `${place}, which is empty`)
    .option('--reopen <place>', 'let servers start again on data that was moved away')
    .option('--json', 'print what was moved as JSON, and failures as one object on stderr')
    .option('--quiet', 'say nothing on stderr but failures')
  for (const { name, flag, env, sentence } of serveFlags)
    if (migrateSettings.includes(name)) migrate.option(`${flag} <value>`, `${sentence} (${env})`)
  migrate.action((options) =>
    run(options, async (cli) => (await import('./commands/migrate.ts')).migrate(cli, options)),
  )
  add(program, 'completion <shell>', 'a completion script for bash, zsh, fish or powershell').action((shell, options) =>
    run(options, async (cli) => (await import('./commands/completion.ts')).completion(cli, shell)),
  )
  program
    .command('__complete [words...]', { hidden: true })
    .allowUnknownOption()
    .helpOption(false)
    .action((words) => run({}, async (cli) => (await import('./commands/complete.ts')).complete(cli, program, words)))
  return program
}

const helpColumns = 100
/** What a cluster is reached by, and how a new one is made. */
const migrateSettings = ['natsMonitors', 'cluster', 'replicas', 'logBytes', 'recordBytes', 'unsafeSync']

type Client = (parent: Command, usage: string, description: string) => Command
type Run = ProgramOptions['run']

function addChatCommands(program: Command, client: Client, run: Run): void {
  const chat = program.command('chat').helpCommand(false).description('make a chat, look at it, change who is in it')
  client(chat, 'create [title-or-name]', 'make a group or channel, or the private chat with somebody')
    .option('--group', 'everybody writes')
    .option('--channel', 'administrators and moderators write')
    .option('--private', 'exactly two people')
    .option('--description <text>')
    .option('--member <name...>', '@name or id of somebody to add', collect, [])
    .action((title, options) =>
      run(options, async (cli) => (await import('./commands/chat.ts')).createChat(cli, title, options)),
    )
  client(chat, 'show <chat>', 'what it is and who is in it').action((address, options) =>
    run(options, async (cli) => (await import('./commands/chat.ts')).showChat(cli, address)),
  )
  client(chat, 'add <chat> <name...>', 'add people').action((address, names, options) =>
    run(options, async (cli) => (await import('./commands/chat.ts')).addToChat(cli, address, names)),
  )
  client(chat, 'remove <chat> <name>', 'remove somebody').action((address, name, options) =>
    run(options, async (cli) => (await import('./commands/chat.ts')).removeFromChat(cli, address, name)),
  )
  client(chat, 'role <chat> <name> <role>', 'make somebody owner, administrator, moderator or member').action(
    (address, name, role, options) =>
      run(options, async (cli) => (await import('./commands/chat.ts')).changeRole(cli, address, name, role)),
  )
  client(chat, 'leave <chat>', 'leave it').action((address, options) =>
    run(options, async (cli) => (await import('./commands/chat.ts')).leaveChat(cli, address)),
  )
}

function addMessageCommands(program: Command, client: Client, run: Run): void {
  client(program, 'send [chat] [text]', 'send a message; "-" or a pipe: what is read from stdin')
    .option('--reply-to <seq>', 'the number of the message that this answers', toSeq)
    .option('--key <key>', 'send once for ever: the same key again prints the same id')
    .option('--flush', 'only deliver what waits in the outbox')
    .action((address, text, options) =>
      run(options, async (cli) => (await import('./commands/send.ts')).send(cli, address, text, options)),
    )
  client(program, 'read <chat>', 'the last messages, oldest first')
    .option('--limit <n>', 'how many', toCount, 20)
    .option('--before <seq>', 'only older ones', toSeq)
    .option('--after <seq>', 'only newer ones, the oldest of them first', toSeq)
    .option('--mark', 'tell that you have read them')
    .action((address, options) =>
      run(options, async (cli) => (await import('./commands/read.ts')).read(cli, address, options)),
    )
  client(program, 'watch [chat]', 'follow one chat, or all: what happens, as it happens')
    .option('--since <cursor>', 'go on after this cursor, without gap or repeat (default: from now on)')
    .option('--count <n>', 'end after so many lines', toCount)
    .option('--until <regex>', 'end after a message whose text matches')
    .option('--timeout <seconds>', 'end after this time, with exit code 8', toSeconds)
    .action((address, options) =>
      run(options, async (cli) => (await import('./commands/watch.ts')).watch(cli, address, options)),
    )
  client(program, 'verify <chat>', 'check that no entry of a chat was ever changed or taken away').action(
    (address, options) => run(options, async (cli) => (await import('./commands/verify.ts')).verify(cli, address)),
  )
  client(program, 'edit <chat>', 'change the text of your message; "-": from stdin')
    .argument('<seq>', 'its number', toSeq)
    .argument('<text>')
    .action((address, seq, text, options) =>
      run(options, async (cli) => (await import('./commands/edit.ts')).edit(cli, address, seq, text)),
    )
  client(program, 'delete <chat>', 'delete a message for everyone')
    .argument('<seq>', 'its number', toSeq)
    .action((address, seq, options) =>
      run(options, async (cli) => (await import('./commands/delete.ts')).deleteMessage(cli, address, seq)),
    )
}

function addPeopleCommands(program: Command, client: Client, run: Run): void {
  const contacts = client(program, 'contacts', 'people you know')
  contacts.action((options) => run(options, async (cli) => (await import('./commands/contacts.ts')).contacts(cli)))
  client(contacts, 'list', 'people you know').action((options) =>
    run(options, async (cli) => (await import('./commands/contacts.ts')).contacts(cli)),
  )
  const changes = {
    request: 'ask somebody to be your contact',
    accept: 'accept who asked you',
    decline: 'decline who asked you',
    block: 'block somebody',
    unblock: 'unblock somebody',
    remove: 'remove a contact',
  } as const
  for (const change of ['request', 'accept', 'decline', 'block', 'unblock', 'remove'] as const)
    client(contacts, `${change} <name>`, changes[change]).action((name, options) =>
      run(options, async (cli) => (await import('./commands/contacts.ts')).changeContact(cli, change, name)),
    )
  client(
    program,
    'presence [status]',
    'show whether your contacts are there, or say online, away, busy or offline',
  ).action((status, options) =>
    run(options, async (cli) => (await import('./commands/presence.ts')).presence(cli, status)),
  )
  client(program, 'invite', 'make an invitation to this server, for administrators')
    .option('--uses <n>', 'how many may register with it', toCount)
    .option('--days <n>', 'how long it is good', toCount)
    .action((options) => run(options, async (cli) => (await import('./commands/invite.ts')).invite(cli, options)))
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

function toWhole(text: string, min: number): number {
  const value = Number(text)
  if (!/^\d{1,15}$/.test(text) || value < min) throw new InvalidArgumentError(`It is a whole number from ${min} on.`)
  return value
}

const toSeq = (text: string): number => toWhole(text.replace(/^#/, ''), 1)
const toCount = (text: string): number => toWhole(text, 1)

function toSeconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 10_000_000)) throw new InvalidArgumentError('It is a number of seconds.')
  return value
}
