/** The whole program against the whole server: two people on one machine. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, type RunOptions, type Shell } from './testShell.ts'

let daemon: Daemon
let shell: Shell
beforeAll(async () => {
  const home = createShell()
  daemon = await startDaemon(home.home)
  shell = createShell({ PARLEY_SERVER: daemon.url })
  for (const [username, profile] of [
    ['ann', 'default'],
    ['bob', 'bob'],
    ['eve', 'eve'],
  ] as const)
    await ok(
      [
        'register',
        '--username',
        username,
        '--email',
        `${username}@example.org`,
        '--password-stdin',
        '--profile',
        profile,
      ],
      { input: 'correct horse battery' },
    )
})
afterAll(async () => {
  expect(await daemon.stop()).toBe(0)
  shell.remove()
})

async function ok(args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, out, err } = await shell.parley(args, options)
  expect({ args, code, err }).toEqual({ args, code: 0, err: expect.any(String) })
  return out.trim()
}

async function json(args: readonly string[]): Promise<Record<string, unknown>[]> {
  const out = await ok([...args, '--json'])
  return out === '' ? [] : out.split('\n').map((line) => JSON.parse(line))
}

/** Marks are gathered before they are written. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}

const bob = ['--profile', 'bob']
const texts = (lines: readonly Record<string, unknown>[]): unknown[] => lines.map(({ text }) => text)

describe('[CLI20] two people talk', () => {
  test('[CLI20] a private chat, there and back', async () => {
    const id = await ok(['send', '@bob'], { input: 'hi\n' })
    await ok(['send', '@ann', 'hello', '--reply-to', '2', ...bob])
    const lines = await json(['read', '@ann', ...bob])
    expect(texts(lines).slice(-2)).toEqual(['hi', 'hello'])
    expect(lines.at(-2)).toMatchObject({ seq: 2, id, username: 'ann', name: 'ann' })
    expect(lines.at(-1)).toMatchObject({ seq: 3, replyTo: 2 })
    expect(await ok(['read', '@bob', '--limit', '1', '--mark'])).toMatch(/^#3 .* bob \(to #2\): hello$/)
    await until(async () => !(await ok(['chats'])).includes('unread'))
  })

  test('[CLI20] a group: made, filled, ruled, left', async () => {
    const chat = await ok(['chat', 'create', '--group', 'Team', '--member', '@bob', '--description', 'us'])
    expect(await ok(['chat', 'show', 'Team'])).toContain(chat)
    await ok(['chat', 'add', 'Team', '@eve'])
    await ok(['chat', 'role', chat, '@bob', 'moderator'])
    const [shown] = await json(['chat', 'show', 'Team', ...bob])
    expect(shown).toMatchObject({ id: chat, title: 'Team', description: 'us', memberCount: 3 })
    expect(JSON.stringify(shown)).toContain('"role":"moderator"')
    await ok(['chat', 'remove', 'Team', '@eve', ...bob])
    await ok(['chat', 'leave', 'Team', ...bob])
    expect((await shell.parley(['chat', 'show', chat, ...bob])).code).toBe(6)
    expect((await shell.parley(['chat', 'create', 'Team'])).code).toBe(2)
  })

  test('[CLI20] edit and delete for everyone', async () => {
    await ok(['chat', 'create', '--group', 'Notes', '--member', '@bob'])
    await ok(['send', 'Notes', 'frist'])
    await ok(['send', 'Notes', 'oops'])
    await ok(['edit', 'Notes', '2', 'first'])
    await ok(['delete', 'Notes', '3'])
    const lines = await json(['read', 'Notes', ...bob])
    expect(lines.at(-2)).toMatchObject({ seq: 2, text: 'first', editedAt: expect.any(Number) })
    expect(lines.at(-1)).toMatchObject({ seq: 3, text: '', deleted: true })
    expect((await shell.parley(['edit', 'Notes', '2', 'mine', ...bob])).code).toBe(7)
    expect((await shell.parley(['delete', 'Notes', '99'])).code).toBe(6)
  })

  test('[CLI20] chats shows names, and contacts how people stand', async () => {
    expect(await ok(['chats', ...bob])).toContain('@ann')
    await ok(['contacts', 'request', '@bob'])
    expect(await ok(['contacts', ...bob])).toBe('@ann\tann\tincoming')
    await ok(['contacts', 'accept', '@ann', ...bob])
    expect(await json(['contacts', 'list'])).toMatchObject([{ person: { username: 'bob' }, state: 'accepted' }])
    await ok(['contacts', 'block', '@eve'])
    expect((await shell.parley(['send', '@ann', 'hi', '--profile', 'eve'])).code).not.toBe(0)
    await ok(['contacts', 'unblock', '@eve'])
    await ok(['contacts', 'remove', '@bob'])
  })

  test('[CLI20] presence is told to contacts', async () => {
    await ok(['presence', 'away'])
    expect(await ok(['presence', ...bob])).toContain('@ann')
    expect((await shell.parley(['presence', 'sleepy'])).code).toBe(2)
  })

  test('[CLI20] a device that is logged out is out', async () => {
    const input = 'correct horse battery'
    await ok(['login', '--email', 'eve@example.org', '--password-stdin', '--profile', 'phone'], { input })
    const sessions = await json(['sessions', '--profile', 'eve'])
    expect(sessions).toHaveLength(2)
    const phone = sessions.find(({ current }) => current !== true)
    await ok(['sessions', 'revoke', String(phone?.['id']), '--profile', 'eve'])
    expect((await shell.parley(['whoami', '--profile', 'phone'])).code).toBe(4)
    await ok(['whoami', '--profile', 'eve'])
  })

  test('[CLI20] the first account invites, others may not', async () => {
    expect(await ok(['invite'])).toMatch(/^\S{20,}$/)
    expect((await shell.parley(['invite', ...bob])).code).toBe(7)
  })

  test('[CLI20] the doctor finds nothing wrong', async () => {
    const findings = await json(['doctor'])
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
  })

  test('[CLI20] program and server say the same version', async () => {
    const health = await (await fetch(`${daemon.url}/healthz`)).json()
    expect(health).toMatchObject({ version: await ok(['--version']) })
  })

  test('[CLI20] what is learned completes', async () => {
    await ok(['chats'])
    expect((await ok(['__complete', '--', 'send', ''])).split('\n')).toEqual(expect.arrayContaining(['@bob', 'Notes']))
  })
})
