import { expect, test } from 'bun:test'
import { openEdge } from './testing/edge.ts'

test('[SERVE1] a server says what it is called, who may make an account, and whether it has none yet', async () => {
  const edge = await openEdge({ name: 'Rowing Club', registration: 'invite' })
  try {
    const fresh = await edge.ask('GET', '/api/server')
    expect(fresh.status).toBe(200)
    expect(fresh.json.value).toMatchObject({ name: 'Rowing Club', registration: 'invite', isNew: true })
    expect(fresh.json.text('version')).toBe((await edge.ask('GET', '/healthz')).json.text('version'))
    await edge.register('ann')
    expect((await edge.ask('GET', '/api/server')).json.at('isNew').value).toBe(false)
  } finally {
    await edge.close()
  }
})
