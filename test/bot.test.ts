/** The bot of protocol/README.md, as it stands there, against the real server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { textAt } from './testing/b-json.ts'
import { password, register } from './testing/b-person.ts'
import { type Server, startServer } from './testing/b-server.ts'

// In the folder of a package that has the protocol, so that its imports are found as a user's would be.
const file = join(import.meta.dir, `testing/echo-bot-${process.pid}.tmp.ts`)
let server: Server
beforeAll(async () => {
  server = await startServer({ PARLEY_LOG: 'error' })
})
afterAll(async () => {
  rmSync(file, { force: true })
  await server.stop()
}, 20_000)

test('[WHOLE15] the bot of the README answers every message with its words, and none of its own', async () => {
  const readme = await Bun.file(join(import.meta.dir, '../protocol/README.md')).text()
  const [, source] = /<!-- echo-bot -->\s*```ts\n([\s\S]*?)```/.exec(readme) ?? []
  if (source === undefined) throw new Error('protocol/README.md has no bot.')
  await Bun.write(file, source)

  const ann = await register(server.url, 'ann')
  await register(server.url, 'echo')
  const chat = textAt((await ann.ask('POST', '/api/chats', { type: 'private', members: ['@echo'] })).json, 'id')
  const bot = Bun.spawn([process.execPath, file], {
    env: { PATH: process.env['PATH'] ?? '', SERVER: server.url, BOT: 'echo', PASSWORD: password },
    stdout: 'inherit',
    stderr: 'inherit',
  })
  const socket = await ann.connect()
  /** The n-th text that the bot has said. */
  const echoed = async (count: number): Promise<readonly string[]> => {
    const said = (): string[] =>
      socket.frames.flatMap((frame) =>
        frame.t === 'entries'
          ? frame.entries.flatMap(({ by, event }) =>
              by !== ann.id && event.type === 'messagePosted' ? [textAt(event, 'content', 'text')] : [],
            )
          : [],
      )
    await socket.next(() => said().length >= count)
    return said()
  }
  // A live bot is one whose presence in the chat's marks was told: it has read as far as the chat's beginning.
  await socket.next((frame) => frame.t === 'marks' && frame.marks.some(({ user }) => user !== ann.id))
  for (const text of ['one', 'two', 'three']) await ann.ask('POST', `/api/chats/${chat}/messages`, { text })
  expect(await echoed(3)).toEqual(['one', 'two', 'three'])
  bot.kill()
  await bot.exited
  await socket.settled()
  expect(await echoed(0)).toEqual(['one', 'two', 'three'])
  socket.close()
})
