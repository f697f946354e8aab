/** Runs the real program as a process, with a home of its own. For tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface Shell {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  parley(args: readonly string[], options?: RunOptions): Promise<Ran>
  /** For a process that the test talks with. */
  spawn(args: readonly string[]): Bun.Subprocess<'pipe', 'pipe', 'pipe'>
  remove(): void
}

export const program = join(import.meta.dir, 'main.ts')

export function createShell(extra: Readonly<Record<string, string>> = {}): Shell {
  const home = mkdtempSync(join(tmpdir(), 'parley-cli-'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, PARLEY_CONFIG_HOME: join(home, 'config'), ...extra }
  const start = (args: readonly string[], env: Readonly<Record<string, string>>) =>
    Bun.spawn([process.execPath, program, ...args], { env, cwd: home, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' })
  return {
    home,
    env,
    parley: async (args, { input = '', env: more = {} } = {}) => {
      const child = start(args, { ...env, ...more })
      await child.stdin.write(input)
      await child.stdin.end()
      const [out, err, code] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
        child.exited,
      ])
      return { code, out, err }
    },
    spawn: (args) => start(args, env),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
