/** A log of a million messages, written through the log itself, so that what reads it later is the real thing. */
import { newChatId, newSubmissionId, isUserId, type ChatId } from '@parley/protocol'
import { openDisk } from '../server/disk/main.ts'
import type { Draft } from '../server/log/log.ts'
import { secureRandom } from '../server/random.ts'
import { type Account, register } from './driver.ts'
import { start } from './process.ts'

export const millionMessages = 1_000_000
const chats = 20
const draftsPerAppend = 500

export interface Seeded {
  /** Holds nearly all of them. */
  readonly chat: string
  /** Logs its reader in again. */
  reader(url: string): Promise<Account>
}

/** One large chat and 19 small ones, of one person, whose account the server itself has made. */
export async function seedMillion(folder: string): Promise<Seeded> {
  const server = await start(['bun', `${import.meta.dir}/../cli/main.ts`, 'serve', '--port', '0', '--data', folder])
  const [person] = await register(server.url, 1, 'reader')
  await server.stop()
  if (person === undefined || !isUserId(person.id)) throw new Error('There is no reader.')
  const by = person.id
  const env = { now: Date.now, random: secureRandom }
  const disk = await openDisk({
    folder,
    env,
    onDefect(error) {
      throw error
    },
  })
  const ids = Array.from({ length: chats }, () => newChatId(env))
  const append = async (chat: ChatId, after: number, drafts: readonly Draft[]): Promise<void> => {
    const { type } = await disk.log.append(chat, after, drafts)
    if (type !== 'stored') throw new Error(`The log answered ${type}.`)
  }
  const draft = (event: Draft['event']): Draft => ({ at: env.now(), by, cause: newSubmissionId(env), event })
  for (const [place, chat] of ids.entries())
    await append(chat, 0, [
      draft({
        type: 'chatCreated',
        chatType: 'group',
        title: `chat ${place}`,
        members: [{ user: by, role: 'owner' }],
      }),
    ])
  const [large] = ids
  if (large === undefined) throw new Error('There is no chat.')
  for (let after = 1; after < millionMessages; after += draftsPerAppend) {
    const drafts = Array.from({ length: draftsPerAppend }, (_, at) =>
      draft({ type: 'messagePosted', content: { kind: 'text', text: `message ${after + at} ${'x'.repeat(80)}` } }),
    )
    await append(large, after, drafts)
  }
  await disk.close()
  return {
    chat: large,
    async reader(url) {
      const response = await fetch(new URL('/api/auth/login', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ identifier: person.username, password: `a long pass phrase ${person.username}` }),
      })
      const answer: unknown = await response.json()
      if (typeof answer !== 'object' || answer === null || !('token' in answer))
        throw new Error('The reader cannot log in.')
      return { ...person, token: String(answer.token) }
    },
  }
}
