/** Starts `parley serve` so that it outlives this program, for people who have no server yet. */
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliError } from './exit.ts'
import type { World } from './world.ts'

const pollMs = 50
const timeoutMs = 20_000
const healthTimeoutMs = 1_000

/**
 * `server` is the address that is wanted; its port is taken if it is on this machine. The data are where a plain `parley
 * serve` keeps them, so that either goes on with the other's. Resolves with the address once it answers.
 */
export async function startLocalServer(world: World, server: string): Promise<string> {
  const { hostname, port, protocol } = new URL(server)
  if (protocol !== 'http:' || !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw new CliError('usage', `${server} is not on this machine. A server for it must be started there.`)
  if (await isHealthy(server)) return server
  const folder = dataFolder(world)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = join(folder, 'server.log')
  const file = openSync(log, 'w', 0o600)
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/[[\]]/g, '')
  const flags = ['--host', host, '--port', port || '80', '--data', folder, '--log', 'error']
  // In its data's folder, so that nothing of the folder where this program runs is loaded, or kept from being removed.
  const child = Bun.spawn([...thisProgram(), 'serve', ...flags], {
    cwd: folder,
    // Of a runtime that ends its children with itself, which this one must not be.
    env: { ...world.env, BUN_FEATURE_FLAG_NO_ORPHANS: undefined },
    stdio: ['ignore', file, file],
    detached: true,
  })
  child.unref()
  // For whoever wants to stop it.
  writeFileSync(join(folder, 'server.pid'), `${child.pid}\n`)
  closeSync(file)
  const end = world.now() + timeoutMs
  while (!(await isHealthy(server))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new CliError('unavailable', `The server could not start: ${lastWords(log)}`)
    if (world.now() >= end) {
      child.kill()
      throw new CliError(
        'timeout',
        `The server did not answer within ${timeoutMs / 1_000} seconds. Its journal: ${log}`,
      )
    }
    await world.sleep(pollMs)
  }
  return server
}

/** From source, the runtime and the file; in the one file that `cli/build.ts` makes, that file. */
const thisProgram = (): string[] =>
  /^(?:\/\$bunfs|[A-Z]:[\\/]~BUN)/.test(import.meta.dir)
    ? [process.execPath]
    : [process.execPath, join(import.meta.dir, 'main.ts')]

function dataFolder({ env, home }: World): string {
  if (env['PARLEY_DATA']) return env['PARLEY_DATA']
  if (env['PARLEY_CONFIG_HOME']) return join(env['PARLEY_CONFIG_HOME'], 'data')
  return join(env['XDG_DATA_HOME'] || join(home, '.local/share'), 'parley')
}

async function isHealthy(server: string): Promise<boolean> {
  try {
    const answer = await fetch(`${server}/healthz`, { signal: AbortSignal.timeout(healthTimeoutMs) })
    await answer.text()
    return answer.ok
  } catch {
    return false
  }
}

function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return (lines.at(-1) || 'it said nothing.').replace(/^parley: /, '')
}
