/** `delete`: deletes a message for everyone. */
import { findChat, toAddress } from '../address.ts'
import { connect } from '../connect.ts'
import { exchange } from '../exchange.ts'
import type { Invocation } from '../invocation.ts'
import { openNames } from '../names.ts'

export async function deleteMessage(cli: Invocation, chat: string, seq: number): Promise<void> {
  const address = toAddress(chat)
  const login = await connect(cli)
  const id = await findChat(login, openNames(login.profile, login.user.id, cli.world), address, { isCreating: false })
  const entry = await exchange(login, cli.world, id, { type: 'delete', seq })
  if (cli.output.isJson)
    cli.output.json({ chat: id, seq, id: entry.cause, at: entry.at, by: entry.by, isDeleted: true })
  else cli.output.words(`#${seq} is deleted.`)
}
