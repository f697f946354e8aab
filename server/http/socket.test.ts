import { expect, test } from 'bun:test'
import type { Ref } from '@parley/actors'
import { realEnv } from '@parley/actors'
import { failure } from '@parley/protocol'
import type { SessionProtocol } from '../chat/sessionActor.ts'
import { type Connection, createSockets } from './socket.ts'

/** Takes everything and says nothing. */
const silent = (): Ref<SessionProtocol> => ({
  tell: () => undefined,
  ask: () => Promise.reject(new Error('Nobody asks a session.')),
})

test('[CLU40] who is turned away hears 1012, newcomers hear 503 and why, until all are welcome again', async () => {
  let connections = 0
  const sockets = createSockets({
    session: silent,
    newConnectionId: () => `socket${++connections}`,
    env: realEnv,
    framesPerSecond: 0,
    addressOf: () => 'test',
    isAllowedOrigin: () => true,
  })
  const server = Bun.serve<Connection>({
    port: 0,
    fetch: (request, server) => sockets.upgrade(request, server),
    websocket: sockets.handler,
  })
  const open = async (): Promise<{ readonly closed: Promise<string> }> => {
    const socket = new WebSocket(`ws://localhost:${server.port}/`)
    const opened = Promise.withResolvers<void>()
    const closed = Promise.withResolvers<string>()
    socket.addEventListener('open', () => opened.resolve())
    socket.addEventListener('close', ({ code, reason }) => closed.resolve(`${code} ${reason}`))
    await opened.promise
    return { closed: closed.promise }
  }
  const opened = await Promise.all(Array.from({ length: 300 }, open))
  const away = failure('unavailable', 'Go elsewhere.', 1_000)
  await sockets.turnAway(away)
  expect(new Set(await Promise.all(opened.map(({ closed }) => closed)))).toEqual(new Set(['1012 Go elsewhere.']))
  expect(sockets.count()).toBe(0)
  const refused = await fetch(`http://localhost:${server.port}/`)
  expect([refused.status, await refused.json()]).toEqual([503, away])
  sockets.welcome()
  const back = await open()
  await sockets.closeAll()
  expect(await back.closed).toStartWith('1012')
  await server.stop(true)
})
