/** Ctrl-C reaches a server twice where a runner passes it on. */
import { expect, test } from 'bun:test'
import { register } from './testing/a-person.ts'
import { startServer } from './testing/a-server.ts'
import { newHome } from './testing/tui.ts'

test('[MAIN4] a signal that comes twice at once is one: the server stops in order', async () => {
  const server = await startServer(newHome())
  const ann = await register(server.url, 'ann')
  const client = ann.client()
  const away = new Promise<void>((resolve) =>
    client.on((event) => {
      if (event.type === 'state' && event.state.type === 'offline') resolve()
    }),
  )
  await client.start()
  await ann.api.createChat({ type: 'group', title: 'Garden', members: [] })
  server.signal('SIGINT')
  server.signal('SIGINT')
  expect(await server.stop()).toBe(0)
  await away
  await client.stop()
})
