/** Submits one command over a socket and waits for its entry, for what the REST interface does not have. */
import { type ChatId, type Command, type Entry, isChatId, newSubmissionId } from '@parley/protocol'
import type { Login } from './connect.ts'
import { CliError } from './exit.ts'
import { openTalk, type Talk } from './talk.ts'
import type { World } from './world.ts'

const timeoutMs = 15_000

/** Throws what the server refuses. A command that timed out may have happened. */
export async function exchange(login: Login, world: World, chat: string, command: Command): Promise<Entry> {
  if (!isChatId(chat)) throw new CliError('notFound', `"${chat}" is no id of a chat.`)
  const talk = await openTalk(login, world, { chats: [chat] })
  const patience = setTimeout(() => talk.close(), timeoutMs)
  try {
    return await answerTo(talk, world, chat, command)
  } catch (error) {
    if (error instanceof CliError && error.code === 'interrupted')
      throw new CliError('timeout', `The server did not answer within ${timeoutMs / 1_000} seconds.`)
    throw error
  } finally {
    clearTimeout(patience)
    talk.close()
  }
}

async function answerTo(talk: Talk, world: World, chat: ChatId, command: Command): Promise<Entry> {
  const id = newSubmissionId(world)
  talk.send({ t: 'submit', chat, id, command })
  for await (const frame of talk.frames()) {
    if (frame.t === 'rejected' && frame.id === id) {
      const { code, message, retryMs } = frame.failure
      throw new CliError(code, message, retryMs)
    }
    if (frame.t !== 'entries' || frame.chat !== chat) continue
    const mine = frame.entries.find(({ cause }) => cause === id)
    if (mine !== undefined) return talk.codec.toEntry(mine)
  }
  throw new Error('The frames of a socket ended without an error.')
}
