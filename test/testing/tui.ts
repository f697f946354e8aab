/** People at terminals: the real program, `parley tui`, in a real pseudo-terminal, with a home of its own. */
import { afterAll, beforeAll } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ServerProcess, startServer } from './a-server.ts'
import { runInTerminal, type RunningTerminal, type TerminalOptions } from '../../tui/testing/terminal.ts'

const program = resolve(import.meta.dir, '../../cli/main.ts')
export const password = 'correct horse battery staple'

/** Keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  pageUp: '\x1b[5~',
  f1: '\x1bOP',
  f3: '\x1bOR',
  f4: '\x1bOS',
  palette: '\x0b',
  quit: '\x11',
  altEnd: '\x1b[1;3F',
} as const

export const newHome = (): string => mkdtempSync(join(tmpdir(), 'parley-tui-'))

export interface TuiOptions extends TerminalOptions {
  readonly flags?: readonly string[]
}

/** Starts the program; whoever has registered in `home` is logged in. */
export const openTui = (
  server: string,
  home: string,
  { flags = [], env, ...options }: TuiOptions = {},
): RunningTerminal =>
  runInTerminal([process.execPath, program, 'tui', '--server', server, ...flags], {
    ...options,
    cwd: home,
    env: { PARLEY_CONFIG_HOME: home, HOME: home, ...env },
  })

export interface Terminals {
  readonly open: typeof openTui
  close(): Promise<void>
}

/** Terminals that are closed together. */
export function terminals(): Terminals {
  const opened: RunningTerminal[] = []
  return {
    open(...given) {
      const terminal = openTui(...given)
      opened.push(terminal)
      return terminal
    },
    async close() {
      for (const terminal of opened.splice(0)) await terminal.close()
    },
  }
}

/** A server and terminals for all tests of a file. */
export function serverWithTerminals(): { url(): string; readonly open: typeof openTui } {
  const { open, close } = terminals()
  let server: ServerProcess | null = null
  beforeAll(async () => {
    server = await startServer(newHome())
  })
  afterAll(async () => {
    await close()
    await server?.stop()
  }, 20_000)
  return {
    open,
    url() {
      if (server === null) throw new Error('The server runs from the first test on.')
      return server.url
    },
  }
}

/** Makes an account by the command line, and keeps its login in a new home. */
export async function registerAt(server: string, username: string, name = username): Promise<string> {
  const home = newHome()
  await parley(
    server,
    home,
    ['register', '--username', username, '--email', `${username}@example.org`, '--name', name, '--password-stdin'],
    password,
  )
  return home
}

/** One command of the command line as this person; what it printed. */
export async function parley(server: string, home: string, command: readonly string[], input = ''): Promise<string> {
  const run = Bun.spawn([process.execPath, program, ...command, '--server', server], {
    env: { PATH: Bun.env['PATH'] ?? '', PARLEY_CONFIG_HOME: home, HOME: home },
    stdin: Buffer.from(input),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([run.stdout.text(), run.stderr.text(), run.exited])
  if (code !== 0) throw new Error(`parley ${command.join(' ')} ended with ${code}: ${err}`)
  return out
}
