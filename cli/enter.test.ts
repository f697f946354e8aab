import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { program, createShell, type Shell } from './testShell.ts'
import { refuse, TestServer } from './testServer.ts'

let server: TestServer
let shell: Shell
beforeEach(() => {
  server = new TestServer()
  server.start()
  shell = createShell({ PARLEY_SERVER: server.url })
})
afterEach(async () => {
  await server.stop()
  shell.remove()
})

const register = (username: string, more: readonly string[] = []) =>
  shell.parley(
    ['register', '--username', username, '--email', `${username}@example.org`, '--password-stdin', ...more],
    { input: 'correct horse\n' },
  )

describe('[CLI4] a secret comes from a pipe or a terminal', () => {
  test('[CLI4] --password-stdin takes the line without its end', async () => {
    expect((await register('ann')).code).toBe(0)
    expect(server.accounts[0]).toMatchObject({ username: 'ann', email: 'ann@example.org', password: 'correct horse' })
  })

  test('[CLI4] without a terminal and without --password-stdin there is no password', async () => {
    const { code, out, err } = await shell.parley(['login', '--username', 'ann'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('--password-stdin')
    expect(server.requests).toEqual([])
  })

  test('[CLI4] a terminal is asked, and does not show the password', async () => {
    await register('ann')
    let screen = ''
    const child = Bun.spawn([process.execPath, program, 'login', '--username', 'ann'], {
      env: shell.env,
      terminal: {
        data: (terminal, data) => {
          screen += new TextDecoder().decode(data)
          if (screen.endsWith('Password: ')) terminal.write('correct horsx\u007fe\r')
        },
      },
    })
    expect(await child.exited).toBe(0)
    expect(screen).toContain('Logged in')
    expect(screen).not.toContain('horse')
  })
})

describe('[CLI7] a login is kept for its owner alone', () => {
  test('[CLI7] credentials are in a 0600 file in 0700 folders, and whole', async () => {
    await register('ann')
    const state = join(shell.home, 'config/state')
    const files = readdirSync(state, { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => file.endsWith('.new'))).toEqual([])
    const file = files.find((one) => one.endsWith('credentials.json')) ?? ''
    expect(statSync(join(state, file)).mode & 0o777).toBe(0o600)
    expect(statSync(join(state, file, '..')).mode & 0o777).toBe(0o700)
  })

  test('[CLI7] logging out ends the session on the server and here', async () => {
    await register('ann')
    expect((await shell.parley(['logout'])).code).toBe(0)
    expect(server.logins).toEqual([])
    expect((await shell.parley(['whoami'])).code).toBe(4)
  })

  test('[CLI7] without the server a login is kept, but for --local', async () => {
    await register('ann')
    await server.stop()
    expect((await shell.parley(['logout'])).code).toBe(3)
    expect((await shell.parley(['logout', '--local'])).code).toBe(0)
    expect((await shell.parley(['whoami'])).code).toBe(4)
  })
})

test('[CLI6] several profiles are logged in at once', async () => {
  await register('ann')
  await register('bob', ['--profile', 'work'])
  expect((await shell.parley(['whoami'])).out).toBe('ann\n')
  expect((await shell.parley(['whoami', '--profile', 'work'])).out).toBe('bob\n')
  expect((await shell.parley(['whoami', '--json'], { env: { PARLEY_PROFILE: 'work' } })).out).toContain('"bob"')
})

test('[CLI6] the server of the last login is meant when none is named', async () => {
  await register('ann')
  expect((await shell.parley(['whoami'], { env: { PARLEY_SERVER: '' } })).out).toBe('ann\n')
})

describe('[CLI8] a token is renewed by one run for all', () => {
  test('[CLI8] runs that need a new token at once use the refresh token once', async () => {
    await register('ann')
    server.expireTokens()
    const runs = await Promise.all(Array.from({ length: 6 }, () => shell.parley(['whoami'])))
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
    expect(server.requests.filter((request) => request.endsWith('/refresh'))).toHaveLength(1)
    expect((await shell.parley(['whoami'])).code).toBe(0)
  })

  test('[CLI8] a token that is about to end is renewed before it is used', async () => {
    server.tokenMs = 10_000
    await register('ann')
    server.requests.length = 0
    expect((await shell.parley(['whoami'])).code).toBe(0)
    expect(server.requests).toEqual(['POST /api/auth/refresh', 'GET /api/me'])
  })

  test('[CLI8] a session that was ended elsewhere says so', async () => {
    await register('ann')
    server.logins.length = 0
    const { code, out, err } = await shell.parley(['whoami', '--json'])
    expect({ code, out }).toEqual({ code: 4, out: '' })
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'revoked', retryable: false } })
  })
})

describe('[CLI2] how a run ends', () => {
  test('[CLI2] the server cannot be reached: 3', async () => {
    await register('ann')
    await server.stop()
    const { code, err } = await shell.parley(['whoami', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'unavailable', retryable: true } })
  })

  test('[CLI2] too often: 5, with the time to wait', async () => {
    await register('ann')
    server.rule = () => refuse(429, 'rateLimited', 'Wait.', 60_000)
    const { code, err } = await shell.parley(['whoami', '--json'])
    expect(code).toBe(5)
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'rateLimited', retryAfterMs: 60_000 } })
  })

  test('[CLI2] forbidden: 7, a wrong password: 4, a name that is taken: 1', async () => {
    await register('ann')
    server.rule = ({ path }) => (path === '/api/me' ? refuse(403, 'forbidden', 'No.') : undefined)
    expect((await shell.parley(['whoami'])).code).toBe(7)
    const wrong = await shell.parley(['login', '--username', 'ann', '--password-stdin'], { input: 'wrong' })
    expect(wrong.code).toBe(4)
    expect((await register('ann')).code).toBe(1)
  })

  test('[CLI2] what is no Parley server: 1, and never a stack', async () => {
    await register('ann')
    server.rule = () => ({ status: 404, body: '<html>' })
    const { code, err } = await shell.parley(['whoami'])
    expect(code).toBe(1)
    expect(err.split('\n')).toHaveLength(2)
  })
})
