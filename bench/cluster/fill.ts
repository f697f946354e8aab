/** A cluster's log of many entries, written through the log itself, on one NATS server of its own. */
import { type ChatId, newChatId, newSubmissionId, newUserId } from '@parley/protocol'
import type { Cluster } from '../../server/cluster/main.ts'
import type { AuditableLog, Draft } from '../../server/log/log.ts'
import { secureRandom } from '../../server/random.ts'

const draftsPerAppend = 100
const appendsAtOnce = 32
const env = { now: Date.now, random: secureRandom }

/** `chats` groups of one member each, with `entries` entries each. Settles when all are stored. */
export async function fill({ log }: Cluster, chats: number, entries: number): Promise<readonly ChatId[]> {
  const ids = Array.from({ length: chats }, () => newChatId(env))
  const left = [...ids]
  const work = async (): Promise<void> => {
    for (let chat = left.pop(); chat !== undefined; chat = left.pop()) await fillChat(log, chat, entries)
  }
  await Promise.all(Array.from({ length: appendsAtOnce }, work))
  return ids
}

async function fillChat(log: AuditableLog, chat: ChatId, entries: number): Promise<void> {
  const by = newUserId(env)
  const draft = (event: Draft['event']): Draft => ({ at: env.now(), by, cause: newSubmissionId(env), event })
  for (let after = 0; after < entries; after += draftsPerAppend) {
    const drafts = Array.from({ length: Math.min(draftsPerAppend, entries - after) }, (_, at) =>
      after + at === 0
        ? draft({ type: 'chatCreated', chatType: 'group', title: 'chat', members: [{ user: by, role: 'owner' }] })
        : draft({ type: 'messagePosted', content: { kind: 'text', text: `message ${after + at} ${'x'.repeat(80)}` } }),
    )
    const { type } = await log.append(chat, after, drafts)
    if (type !== 'stored') throw new Error(`The log answered ${type}.`)
  }
}

/** One after another to one chat, until told to stop; milliseconds of each. */
export function pace(log: AuditableLog): { readonly times: number[]; stop(): Promise<void> } {
  const chat = newChatId(env)
  const by = newUserId(env)
  const times: number[] = []
  const ending = { isNow: false }
  const run = async (): Promise<void> => {
    for (let after = 0; !ending.isNow; after++) {
      const began = performance.now()
      const event = { type: 'messagePosted', content: { kind: 'text', text: 'still here' } } as const
      await log.append(chat, after, [{ at: env.now(), by, cause: newSubmissionId(env), event }])
      times.push(performance.now() - began)
      await Bun.sleep(paceMs)
    }
  }
  const running = run()
  return {
    times,
    async stop() {
      ending.isNow = true
      await running
    },
  }
}

const paceMs = 10
