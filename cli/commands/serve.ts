/** `serve`: the server in this process, until a signal. Its settings are the server's own table. */
import { run } from '@parley/server'
import { readConfig } from '@parley/server/config'
import type { Invocation } from '../invocation.ts'

/** `flags` by the names of the settings. Throws what is wrong with them, or with the place to listen. */
export async function serve(
  { world, output }: Invocation,
  flags: Readonly<Partial<Record<string, string>>>,
): Promise<void> {
  const config = readConfig({ flags, env: world.env })
  const isFromRepository = world.env['npm_lifecycle_event'] !== undefined
  const parley = isFromRepository ? `npx -y bun@${Bun.version} run --silent parley` : 'parley'
  await run(config, (url) => {
    // Words for a person, between the journal's lines: who wants less of it does not want them either.
    if (config.log === 'info') output.words(nextSteps(url, parley))
  })
  // The journal's last words may still wait for their reader.
  await new Promise<void>((resolve) => process.stderr.write('', () => resolve()))
}

const nextSteps = (url: string, parley: string): string => `Parley runs at ${url}. Ctrl-C stops it.
Chat full screen, in another terminal${parley === 'parley' ? '' : ' in this folder'}; it makes your account first:
  ${parley} tui --server ${url}
Or line by line:
  ${parley} register --server ${url}
  ${parley} send @name "Hello"
  ${parley} watch`
