/** `backup`: copies what a server or node on this machine must not lose, also while it runs. */
import { backUp } from '@parley/server/backup'
import { readConfig } from '@parley/server/config'
import type { Invocation } from '../invocation.ts'

export async function backup(
  { world, output }: Invocation,
  target: string,
  options: { readonly data?: string },
): Promise<void> {
  const flags = options.data === undefined ? {} : { data: options.data }
  const { data, nats } = readConfig({ flags, env: world.env })
  const made = backUp({ data, isNode: nats.length > 0, target, env: world })
  if (output.isJson) output.json(made)
  else output.line(made.folder)
  output.words(`${made.entries} entries of ${made.chats} chats, and ${made.records} records.`)
  if (!made.hasSigningKey)
    output.words('The signing key is kept elsewhere: back it up too, or everybody logs in again.')
  if (made.damagedChats > 0)
    output.words(`Of ${made.damagedChats} damaged chats only what is before the damage was copied.`)
}
