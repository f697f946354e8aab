/** `health`: asks a server how it is, for whoever watches it. Fails where it does not answer, or cannot do its work. */
import { CliError } from '../exit.ts'
import { isFields } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import type { Row } from '../output.ts'
import { openProfile } from '../profile.ts'

const timeoutMs = 4_000

/** `isAlive`: that the process runs is enough. */
export async function health(cli: Invocation, isAlive: boolean): Promise<void> {
  const { world, output } = cli
  const { server } = openProfile(world, cli.options)
  const answer = await fetch(`${server}/${isAlive ? 'healthz' : 'readyz'}`, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'manual',
  }).catch(() => {
    throw new CliError('unavailable', `${server} cannot be reached. Is it running?`)
  })
  const facts: unknown = await answer.json().catch(() => null)
  if (!isFields(facts)) throw new CliError('unavailable', `What answers at ${server} is no Parley server.`)
  if (output.isJson) output.json(facts)
  else
    output.rows(
      Object.entries(facts).map(([name, value]): Row => ({
        json: null,
        cells: [name, typeof value === 'string' ? value : JSON.stringify(value)],
      })),
    )
  if (!answer.ok) throw new CliError('unavailable', `${server} is not ready. If it stays so, read its journal.`)
}
