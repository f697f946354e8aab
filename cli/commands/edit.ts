/** `edit`: changes the text of a message of yours. */
import { findChat, toAddress } from '../address.ts'
import { connect } from '../connect.ts'
import { usage } from '../exit.ts'
import type { Invocation } from '../invocation.ts'
import { openNames } from '../names.ts'

export async function edit(cli: Invocation, chat: string, seq: number, given: string): Promise<void> {
  const address = toAddress(chat)
  const text = given === '-' ? (await cli.world.input.read()).replace(/\r?\n$/, '') : given
  if (text.trim() === '') throw usage('The message is empty. To take it back: parley delete CHAT SEQ')
  const login = await connect(cli)
  const id = await findChat(login, openNames(login.profile, login.user.id, cli.world), address, { isCreating: false })
  const message = await login.ask('PATCH', `/api/chats/${id}/messages/${seq}`, { body: { text } })
  if (cli.output.isJson) cli.output.json(message)
  else cli.output.words(`#${seq} is changed.`)
}
