import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Daemon, startDaemon } from '../testDaemon.ts'
import { createShell, program, type Shell } from '../testShell.ts'

let shell: Shell
let daemon: Daemon
beforeAll(async () => {
  shell = createShell()
  daemon = await startDaemon(shell.home)
})
afterAll(async () => {
  await daemon.stop()
  shell.remove()
})

const typed = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

test('[CLI34] somebody without a login registers by a pipe, and other commands use that login', async () => {
  const input = typed('', 'register', 'ann', 'ann@x.org', '', 'correct horse battery', '', '/new group ops', 'hello')
  const { code, out, err } = await shell.parley(['tui', '--plain', '--server', daemon.url], { input })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('Sent #2.')
  expect((await shell.parley(['read', 'ops'])).out).toContain('hello')
  expect((await shell.parley(['whoami'])).out).toContain('ann')
})

test('[CLI34] a pipe, and a terminal that cannot move its cursor, get lines without escape sequences', async () => {
  const { code, out } = await shell.parley(['tui'], { input: typed('/chats'), env: { TERM: 'dumb' } })
  expect(code).toBe(0)
  expect(out).toContain('ops, group of 1')
  expect(out).not.toContain('\u001b')
})

test('[CLI34] without the server it starts with what it has, keeps what is said and says so by its exit code', async () => {
  const port = new URL(daemon.url).port
  await daemon.stop()
  const { code, out } = await shell.parley(['tui', '--plain'], { input: typed('/open ops', 'later') })
  expect(code).toBe(8)
  expect(out).toContain('One thing waits in the outbox.')
  daemon = await startDaemon(shell.home, port)
  expect((await shell.parley(['tui', '--plain'])).code).toBe(0)
  expect((await shell.parley(['read', 'ops'])).out.match(/later/g)).toHaveLength(1)
}, 60_000)

test('[CLI34] a login that nobody has ends with the exit code of that', async () => {
  const { code, out } = await shell.parley(['tui', '--plain', '--profile', 'nobody'], { input: typed(daemon.url) })
  expect(code).toBe(4)
  expect(out).toContain('Nobody is logged in.')
})

test('[CLI34] a password that is typed is not shown', async () => {
  let screen = ''
  const steps: (readonly [asked: string, typed: string])[] = [
    ['Server', `${daemon.url}\n`],
    ['log in or register', 'log in\n'],
    ['Username', 'ann\n'],
    ['Password', 'correct horse batterx\u007fy\r'],
    ['Connected.', '/quit\n'],
  ]
  const decoder = new TextDecoder()
  const child = Bun.spawn([process.execPath, program, 'tui', '--profile', 'other'], {
    env: { ...shell.env, TERM: 'dumb' },
    cwd: shell.home,
    terminal: {
      cols: 200,
      data: (terminal, bytes) => {
        screen += decoder.decode(bytes, { stream: true })
        const [step] = steps
        if (step === undefined || !screen.includes(step[0])) return
        steps.shift()
        terminal.write(step[1])
      },
    },
  })
  expect(await child.exited).toBe(0)
  expect(steps).toEqual([])
  expect(screen).not.toContain('horse')
  expect(screen).not.toContain('\u001b')
})
