import { expect, test } from 'bun:test'
import { webSocketTransport } from './transport.ts'

test('[CLIENT29] a standard WebSocket is a transport: text in order, and one close with its code', async () => {
  using server = Bun.serve({
    port: 0,
    fetch: (request, server) => (server.upgrade(request) ? undefined : new Response(null, { status: 426 })),
    websocket: {
      message(socket, text) {
        if (text === 'bye') socket.close(4002, 'slowly')
        else socket.send(`echo ${String(text)}`)
      },
    },
  })
  const transport = webSocketTransport((url) => new WebSocket(url))
  const heard: string[] = []
  await new Promise<void>((resolve) => {
    const link = transport(`ws://localhost:${server.port}`, {
      onOpen: () => ['a', 'b', 'bye'].forEach((text) => link.send(text)),
      onText: (text) => heard.push(text),
      onClose(code, reason) {
        heard.push(`${code} ${reason}`)
        link.send('too late')
        resolve()
      },
    })
    link.send('too early')
  })
  expect(heard).toEqual(['echo a', 'echo b', '4002 slowly'])
})

test('[CLIENT29] a socket that does not come up closes', async () => {
  const transport = webSocketTransport((url) => new WebSocket(url))
  const code = await new Promise<number>((resolve) =>
    transport('ws://localhost:1', { onOpen: () => resolve(0), onText: () => resolve(0), onClose: resolve }),
  )
  expect(code).toBeGreaterThan(1000)
})
