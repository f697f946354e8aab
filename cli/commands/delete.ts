/** `delete`: deletes a message for everyone. */
import { findChat, toAddress } from '../address.ts'
import { connect } from '../connect.ts'
import type { Invocation } from '../invocation.ts'
import { openNames } from '../names.ts'

export async function deleteMessage(cli: Invocation, chat: string, seq: number): Promise<void> {
  const address = toAddress(chat)
  const login = await connect(cli)
  const id = await findChat(login, openNames(login.profile, login.user.id, cli.world), address, { isCreating: false })
  const message = await login.ask('DELETE', `/api/chats/${id}/messages/${seq}`)
  if (cli.output.isJson) cli.output.json(message)
  else cli.output.words(`#${seq} is deleted.`)
}
