/** The command line as whole processes: what a person or a script waits for. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './table.ts'

const runs = 25

export async function commandLine(root: string, folder: string, url: string): Promise<Figure[]> {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const env = { ...process.env, HOME: home, PARLEY_CONFIG_HOME: home, PARLEY_SERVER: url, NO_COLOR: '1' }
  const parley = ['bun', `${root}/cli/main.ts`]
  const run = async (args: readonly string[], input = ''): Promise<number> => {
    const began = performance.now()
    const child = Bun.spawn([...parley, ...args], { env, stdin: new Blob([input]), stdout: 'ignore', stderr: 'pipe' })
    const [exitCode, errors] = await Promise.all([child.exited, new Response(child.stderr).text()])
    if (exitCode !== 0) throw new Error(`parley ${args.join(' ')}: ${errors}`)
    return performance.now() - began
  }
  const median = async (args: readonly string[]): Promise<number> => {
    const times: number[] = []
    for (let n = 0; n < runs; n++) times.push(await run(args))
    return times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN
  }
  const password = 'a long pass phrase for bench\n'
  await run(['register', '--username', 'bench', '--email', 'bench@example.org', '--password-stdin'], password)
  await run(['chat', 'create', '--group', 'bench'])
  const figure = (what: string, ours: number, target: number): Figure => ({
    part: 'cli',
    what,
    unit: 'ms',
    ours,
    limit: null,
    target,
  })
  return [
    figure('parley --help, p50', await median(['--help']), 40),
    figure('parley send, p50', await median(['send', 'bench', 'hello']), 90),
  ]
}
