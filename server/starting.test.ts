import { expect, test } from 'bun:test'
import { refusal } from './accounts/testing/refusal.ts'
import { answerWhileStarting } from './starting.ts'

function freePort(): number {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  const { port } = server
  void server.stop(true)
  if (port === undefined) throw new Error('No port was given.')
  return port
}

test('[CLU45] a node that starts says that it runs and how far it is, and sends everybody else away for a moment', async () => {
  const place = { host: '127.0.0.1', port: freePort() }
  const starting = answerWhileStarting(place)
  const ask = async (path: string): Promise<readonly [number, unknown]> => {
    const response = await fetch(`http://127.0.0.1:${place.port}${path}`)
    return [response.status, await response.json()]
  }
  expect((await ask('/healthz'))[0]).toBe(200)
  expect(await ask('/readyz')).toEqual([503, { ready: false }])
  starting.setLag(async () => 77)
  expect(await ask('/readyz')).toEqual([503, { ready: false, lag: 77 }])
  for (const path of ['/', '/ws', '/api/server'])
    expect(await ask(path)).toMatchObject([503, { code: 'unavailable', retryMs: 1_000 }])

  expect(await refusal(Promise.try(() => answerWhileStarting(place)))).toMatchObject({ code: 'unavailable' })
  await starting.stop()
  await answerWhileStarting(place).stop()
})
