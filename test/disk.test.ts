/** A disk that is full, again and again, under a server that runs on. */
import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatId } from '@parley/protocol'
import { historyOf, shownBy } from './testing/a-history.ts'
import { readLog } from './testing/a-log.ts'
import { online, register, type Tester } from './testing/a-person.ts'
import { startServer } from './testing/a-server.ts'
import { seeded, until } from './testing/a-until.ts'

const rounds = 12
/** Left free at the start of a round at most: both the log's and the store's writes meet the end somewhere. */
const freeBytesMax = 400_000
const refusalsPerRound = 10

/** A file system of 8 MB; `null` where nobody may mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'parley-full-'))
  if (succeeds('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder)) return folder
  rmSync(folder, { recursive: true })
  return null
}

function succeeds(...command: readonly string[]): boolean {
  return Bun.which(command[0] ?? '') !== null && Bun.spawnSync([...command]).success
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

interface Posted {
  readonly status: number
  readonly text: string
}

async function post(by: Tester, chat: ChatId, text: string): Promise<Posted> {
  const { status } = await by.call('POST', `/api/chats/${chat}/messages`, { text })
  return { status, text }
}

const disk = smallDisk()
if (disk === null)
  console.log('left out: [WHOLE2] a full disk needs a mount of its own; run the tests as root, with CAP_SYS_ADMIN')

test.skipIf(disk === null)(
  '[WHOLE2] a full disk refuses, loses nothing, and the server goes on with room',
  async () => {
    if (disk === null) return
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
    console.log(`SEED=${seed}`)
    const random = seeded(seed)
    const data = join(disk, 'data')
    const ballast = join(disk, 'ballast')
    let server = await startServer(data)
    try {
      const ann = await register(server.url, 'ann')
      const ben = await register(server.url, 'ben')
      const chats: ChatId[] = []
      for (const title of ['One', 'Two'])
        chats.push((await ann.api.createChat({ type: 'group', title, members: [ben.id] })).id)
      const [chat] = chats
      if (chat === undefined) throw new Error('There is no chat.')
      const client = ben.client()
      await client.start()
      await online(client, chats)

      const stored = new Map<ChatId, string[]>(chats.map((id) => [id, []]))
      let made = 0
      let refusals = 0
      for (let round = 0; round < rounds; round++) {
        writeFileSync(ballast, new Uint8Array(Math.max(0, freeBytes(disk) - Math.floor(random() * freeBytesMax))))
        let refused = 0
        while (refused < refusalsPerRound) {
          for (const id of chats) {
            made += 1
            const { status, text } = await post(ann, id, `${made} ${'x'.repeat(Math.floor(random() * 4_000))}`)
            expect([201, 507]).toContain(status)
            if (status === 201) stored.get(id)?.push(text)
            else refused += 1
          }
        }
        refusals += refused
        // Reads go on, and show everything that was acknowledged.
        const texts = (await historyOf(ann, chat)).filter(({ kind }) => kind === 'text').map(({ text }) => text)
        expect(texts).toEqual(stored.get(chat) ?? [])
        expect(await ann.get('/api/chats')).toHaveProperty(['chats', 'length'], 2)
        // A client's words wait for room.
        const waiting = client.submit(chat, { type: 'post', content: { kind: 'text', text: `waiting ${round}` } })
        await waiting.stored
        rmSync(ballast)
        const settled = await waiting.settled
        expect(settled.type).toBe('stored')
        stored.get(chat)?.push(`waiting ${round}`)
        const again = await post(ann, chat, `again ${round}`)
        expect(again.status).toBe(201)
        stored.get(chat)?.push(again.text)
      }
      expect(server.isRunning()).toBe(true)
      console.log(`${made} posts, ${refusals} refused over ${rounds} full disks`)

      const check = async (): Promise<void> => {
        for (const id of chats) {
          const history = await historyOf(ann, id)
          expect(history.filter(({ kind }) => kind === 'text').map(({ text }) => text)).toEqual(stored.get(id) ?? [])
          await until(() => client.chat(id)?.seq === history.at(-1)?.seq)
          expect(await shownBy(client, id)).toEqual(history)
        }
      }
      await check()
      expect(await server.stop()).toBe(0)
      server = await startServer(data, server.port)
      client.retry()
      await online(client)
      await check()
      await client.stop()
      expect(await server.stop()).toBe(0)
      const log = await readLog(data, chats)
      for (const [id, entries] of log) {
        expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
        expect(entries).toHaveLength((stored.get(id)?.length ?? 0) + 1)
      }
    } catch (error) {
      console.log(server.journal())
      throw error
    } finally {
      await server.kill()
      expect(succeeds('umount', disk)).toBe(true)
      rmSync(disk, { recursive: true })
    }
  },
  60_000,
)
