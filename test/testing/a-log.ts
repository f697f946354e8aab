/** The log of a server that is not running, read and written by the disk's own code. */
import { type ChatId, type Entry, type UserId, newSubmissionId } from '@parley/protocol'
import { type Disk, openDisk } from '../../server/disk/main.ts'
import { verify, zeroHash } from '../../server/log/chain.ts'
import type { SealedEntry } from '../../server/log/log.ts'

const pageEntries = 500
const source = { now: () => Date.now(), random: () => Math.random() }

async function withDisk<Result>(data: string, run: (disk: Disk) => Promise<Result>): Promise<Result> {
  const disk = await openDisk({
    folder: data,
    env: source,
    onDefect: (error) => {
      throw error
    },
  })
  try {
    return await run(disk)
  } finally {
    await disk.close()
  }
}

/** All entries of each chat. Throws where a hash chain is broken. */
export const readLog = (data: string, chats: readonly ChatId[]): Promise<ReadonlyMap<ChatId, readonly Entry[]>> =>
  withDisk(data, async ({ log }) => {
    const entriesOf = new Map<ChatId, readonly Entry[]>()
    for (const chat of chats) {
      const entries: Entry[] = []
      let head = { seq: 0, hash: zeroHash }
      for (;;) {
        const page = await log.read(chat, head.seq, pageEntries)
        const verdict = verify(chat, head, log.sealed(chat, head.seq, pageEntries))
        if (verdict.type === 'broken') throw new Error(`Entry ${verdict.seq} of ${chat}: ${verdict.why}`)
        entries.push(...page.map(({ entry }) => entry))
        if (page.length === 0) break
        ;({ head } = verdict)
      }
      entriesOf.set(chat, entries)
    }
    return entriesOf
  })

/** All entries of each chat, as they are stored. */
export const readSealed = (
  data: string,
  chats: readonly ChatId[],
): Promise<ReadonlyMap<ChatId, readonly SealedEntry[]>> =>
  withDisk(data, async ({ log }) => {
    const whole = new Map<ChatId, readonly SealedEntry[]>()
    for (const chat of chats) {
      const { seq } = await log.head(chat)
      whole.set(chat, log.sealed(chat, 0, seq))
    }
    return whole
  })

/** Appends texts as messages of one author, straight to the disk. */
export const seedLog = (data: string, chat: ChatId, by: UserId, texts: readonly string[]): Promise<void> =>
  withDisk(data, async ({ log }) => {
    let { seq } = await log.head(chat)
    for (let at = 0; at < texts.length; at += pageEntries) {
      const drafts = texts.slice(at, at + pageEntries).map((text) => ({
        at: Date.now(),
        by,
        cause: newSubmissionId(source),
        event: { type: 'messagePosted', content: { kind: 'text', text } } as const,
      }))
      const appended = await log.append(chat, seq, drafts)
      if (appended.type !== 'stored') throw new Error(`The seed ended with ${appended.type}.`)
      seq += drafts.length
    }
  })
