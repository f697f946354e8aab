/** Somebody with 100 chats, one of them of 100,000 messages, written through the log itself. */
import { type ChatId, isUserId, newChatId, newSubmissionId } from '@parley/protocol'
import { openDisk } from '../server/disk/main.ts'
import type { Draft } from '../server/log/log.ts'
import { secureRandom } from '../server/random.ts'
import { type Account, register } from './driver.ts'
import { start } from './process.ts'

const largeMessages = 100_000
const chatCount = 100
const draftsPerAppend = 500
const messagesOfSmall = 30

export interface Seeded {
  readonly reader: Account
  /** Writes into the large chat. */
  readonly writer: Account
  readonly large: ChatId
}

/** Ends the text of each small chat's last message; too far behind to be seen in the list of chats. */
export const endOf = (place: number): string => `the-end-of-${place}.`

export async function seedForTui(folder: string, serve: readonly string[]): Promise<Seeded> {
  const server = await start(serve, { PARLEY_REGISTRATIONS_PER_HOUR: '0' })
  const [reader, writer] = await register(server.url, 2, 'tui')
  await server.stop()
  if (reader === undefined || writer === undefined || !isUserId(reader.id) || !isUserId(writer.id))
    throw new Error('There is no reader.')
  const by = writer.id
  const members = [
    { user: by, role: 'owner' as const },
    { user: reader.id, role: 'member' as const },
  ]
  const env = { now: Date.now, random: secureRandom }
  const disk = await openDisk({
    folder,
    env,
    onDefect(error) {
      throw error
    },
  })
  const draft = (event: Draft['event']): Draft => ({ at: env.now(), by, cause: newSubmissionId(env), event })
  const say = (text: string): Draft => draft({ type: 'messagePosted', content: { kind: 'text', text } })
  const append = async (chat: ChatId, after: number, drafts: readonly Draft[]): Promise<void> => {
    const { type } = await disk.log.append(chat, after, drafts)
    if (type !== 'stored') throw new Error(`The log answered ${type}.`)
  }
  const create = async (title: string): Promise<ChatId> => {
    const chat = newChatId(env)
    await append(chat, 0, [draft({ type: 'chatCreated', chatType: 'group', title, members })])
    return chat
  }
  for (let place = 1; place < chatCount; place++) {
    const chat = await create(`chat ${place}`)
    const texts = Array.from({ length: messagesOfSmall }, (_, at) => say(`message ${at} ${'words '.repeat(at)}`))
    await append(chat, 1, [...texts, say(`${'many words before '.repeat(6)}${endOf(place)}`)])
  }
  const large = await create('large')
  for (let after = 1; after <= largeMessages; after += draftsPerAppend)
    await append(
      large,
      after,
      Array.from({ length: draftsPerAppend }, (_, at) => say(`message ${after + at} ${'x'.repeat(80)}`)),
    )
  await disk.close()
  return { reader, writer, large }
}
