/** `serve`: the server in this process, until a signal. Its settings are the server's own table. */
import { run } from '@parley/server'
import { readConfig } from '@parley/server/config'
import type { Invocation } from '../invocation.ts'

/** `flags` by the names of the settings. Throws what is wrong with them, or with the place to listen. */
export async function serve({ world }: Invocation, flags: Readonly<Partial<Record<string, string>>>): Promise<void> {
  await run(readConfig({ flags, env: world.env }))
  // The journal's last words may still wait for their reader.
  await new Promise<void>((resolve) => process.stderr.write('', () => resolve()))
}
