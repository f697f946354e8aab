/**
 * The limit: a bare `Bun.serve` that publishes each message to its chat's topic, stores nothing and checks nothing. It speaks
 * just enough of the protocol for the same driver: `hello` names the chats to subscribe to.
 */
let seq = 0
const server = Bun.serve<{ readonly id: number }>({
  port: 0,
  fetch: (request, server) =>
    server.upgrade(request, { data: { id: 0 } }) ? undefined : new Response(null, { status: 426 }),
  websocket: {
    data: { id: 0 },
    perMessageDeflate: false,
    message(socket, text) {
      const frame: unknown = JSON.parse(String(text))
      if (typeof frame !== 'object' || frame === null || !('t' in frame)) return
      if (frame.t === 'hello' && 'chats' in frame && Array.isArray(frame.chats)) {
        for (const chat of frame.chats) socket.subscribe(`c${String(chat)}`)
        socket.send('{"t":"ready"}')
      }
      if (frame.t === 'submit' && 'chat' in frame && 'id' in frame && 'command' in frame) {
        const { chat, id, command } = frame
        const content = typeof command === 'object' && command !== null && 'content' in command ? command.content : null
        const entry = { seq: ++seq, at: Date.now(), by: id, cause: id, event: { type: 'messagePosted', content } }
        server.publish(`c${String(chat)}`, JSON.stringify({ t: 'entries', chat, entries: [entry] }))
      }
    },
  },
})
console.log(JSON.stringify({ event: 'listening', url: server.url.href }))
