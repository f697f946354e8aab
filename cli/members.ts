/** Who is in a chat, with names: the server gives them in pages. */
import type { Login } from './connect.ts'
import { type Fields, isFields, listAt, textAt } from './fields.ts'

/** Of a larger chat the first so many, by id. */
const membersMax = 1_000

/** Objects with `user`, `role` and `person`. */
export async function membersOf(login: Login, chat: string): Promise<readonly Fields[]> {
  const members: Fields[] = []
  for (let after = ''; ;) {
    const answer = await login.ask('GET', `/api/chats/${chat}/members${after}`)
    members.push(...listAt(answer, 'members'))
    const last = textAt(members.at(-1), 'user')
    if (last === undefined || !isFields(answer) || answer['more'] !== true || members.length >= membersMax)
      return members
    after = `?after=${last}`
  }
}
