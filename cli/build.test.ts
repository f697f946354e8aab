import { afterAll, beforeAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDaemon } from './testDaemon.ts'
import { createShell, type Shell } from './testShell.ts'
import { version } from './version.ts'

let shell: Shell
let binary: string
beforeAll(async () => {
  shell = createShell()
  binary = join(shell.home, 'parley')
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'build.ts'), binary], { stderr: 'ignore' })
  expect(await child.exited).toBe(0)
})
afterAll(() => shell.remove())

async function run(args: readonly string[], env: Readonly<Record<string, string>>, input = '') {
  const child = Bun.spawn([binary, ...args], { env, cwd: shell.home, stdin: Buffer.from(input), stderr: 'pipe' })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, out: out.trim(), err }
}

test('[CLI22] the binary serves, lets people in and carries their messages', async () => {
  const daemon = await startDaemon(shell.home, '0', [binary])
  const env = { ...shell.env, PARLEY_SERVER: daemon.url }
  const account = ['register', '--username', 'ann', '--email', 'ann@x.org', '--password-stdin']
  expect(await run(account, env, 'correct horse battery')).toMatchObject({ code: 0 })
  const { out: chat } = await run(['chat', 'create', '--group', 'ops'], env)
  const { out: id } = await run(['send', 'ops', 'hi'], env)
  const watched = await run(['watch', 'ops', '--since', '0', '--json', '--until', 'hi'], env)
  expect(JSON.parse(watched.out.split('\n').at(-1) ?? '')).toMatchObject({ chat, id, text: 'hi', username: 'ann' })
  const plain = await run(['tui', '--plain'], env, '/open ops\nby lines\n')
  expect(plain).toMatchObject({ code: 0, err: '' })
  expect(plain.out).toContain('You in ops: hi')
  expect(await firstFrame(env, 'by lines')).toContain('ops')
  expect(await daemon.stop()).toBe(0)
})

/** Of the full screen, once it shows `wanted`. */
async function firstFrame(env: Readonly<Record<string, string>>, wanted: string): Promise<string> {
  let screen = ''
  const decoder = new TextDecoder()
  const child = Bun.spawn([binary, 'tui'], {
    env: { ...env, TERM: 'xterm-256color' },
    cwd: shell.home,
    terminal: {
      cols: 100,
      rows: 30,
      data: (_, bytes) => {
        screen += decoder.decode(bytes, { stream: true })
        if (screen.includes(wanted)) child.kill('SIGTERM')
      },
    },
  })
  await child.exited
  return screen
}

test('[SERVE20] the binary has the web client in it', async () => {
  const daemon = await startDaemon(shell.home, '0', [binary])
  const ask = (path: string): Promise<Response> => fetch(daemon.url + path, { headers: { 'accept-encoding': 'zstd' } })
  const page = await (await ask('/')).text()
  const [, address = ''] = /<script type="module" src="([^"]+)"/.exec(page) ?? []
  const script = await ask(address)
  expect([script.status, script.headers.get('content-encoding')]).toEqual([200, 'zstd'])
  expect(script.headers.get('cache-control')).toContain('immutable')
  expect((await ask('/icons/192.png')).status).toBe(200)
  expect(await daemon.stop()).toBe(0)
})

test('[CLI22] the binary loads nothing from the folder where it is run', async () => {
  writeFileSync(join(shell.home, '.env'), 'PARLEY_PROFILE=../evil\n')
  writeFileSync(join(shell.home, 'bunfig.toml'), 'preload = ["./evil.ts"]\n')
  writeFileSync(join(shell.home, 'evil.ts'), 'console.log("evil")\n')
  expect(await run(['--version'], shell.env)).toEqual({ code: 0, out: version, err: '' })
  const { err } = await run(['doctor'], shell.env)
  expect(err).not.toContain('profile')
})
