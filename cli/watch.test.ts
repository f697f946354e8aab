/** `watch` as a process, against the real server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { newSubmissionId } from '@parley/protocol'
import { join } from 'node:path'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, program, type Shell } from './testShell.ts'

let daemon: Daemon
let home: Shell
let shell: Shell
let chat: string
beforeAll(async () => {
  home = createShell()
  daemon = await startDaemon(home.home)
  shell = createShell({ PARLEY_SERVER: daemon.url })
  await shell.parley(['register', '--username', 'ann', '--email', 'ann@x.org', '--password-stdin'], {
    input: 'correct horse battery',
  })
  chat = (await shell.parley(['chat', 'create', '--group', 'log'])).out.trim()
})
afterAll(async () => {
  await daemon.stop()
  shell.remove()
  home.remove()
})

interface Line {
  readonly seq: number
  readonly text?: string
  readonly cursor: string
}

const parse = (out: string): Line[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const send = (text: string) => shell.parley(['send', chat, text])

/** Starts to watch, and comes back when it watches. */
async function watching(...args: string[]) {
  const child = shell.spawn(['watch', '--json', ...args])
  const until = await saying(child.stderr, 'Watching.')
  return { child, until, out: new Response(child.stdout).text() }
}

/** Comes back when the words were said, with how to wait for others after them. */
async function saying(stderr: ReadableStream<Uint8Array>, words: string) {
  const decoder = new TextDecoder()
  let err = ''
  const reader = stderr.getReader()
  const until = async (words: string): Promise<void> => {
    while (!err.includes(words)) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`watch ended with: ${err}`)
      err += decoder.decode(value, { stream: true })
    }
    err = err.slice(err.indexOf(words) + words.length)
  }
  await until(words)
  return until
}

describe('[CLI16] watch as a process', () => {
  test('[CLI16] prints what happens from now on, one object a line, and ends by --count', async () => {
    await send('before')
    const { child, out } = await watching('log', '--count', '2')
    await send('one')
    await send('two')
    expect(await child.exited).toBe(0)
    expect(parse(await out)).toMatchObject([
      { chat, type: 'messagePosted', text: 'one', username: 'ann' },
      { chat, type: 'messagePosted', text: 'two' },
    ])
  })

  test('[CLI16] --since goes on after a cursor, run after run', async () => {
    const all = parse((await shell.parley(['watch', '--json', '--since', '0', '--until', '^two$'])).out)
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, place) => place + 1))
    const again: number[] = []
    for (let cursor = '0'; again.length < all.length;) {
      const lines = parse((await shell.parley(['watch', '--json', '--since', cursor, '--count', '1'])).out)
      again.push(...lines.map(({ seq }) => seq))
      cursor = lines.at(-1)?.cursor ?? cursor
    }
    expect(again).toEqual(all.map(({ seq }) => seq))
  })

  test('[CLI16] comes back by itself when the server does, without gap or repeat', async () => {
    const { child, until, out } = await watching('log', '--until', '^end$')
    await send('r1')
    expect(await daemon.stop()).toBe(0)
    await until('Trying again')
    daemon = await startDaemon(home.home, new URL(daemon.url).port)
    await send('r2')
    await until('Watching.')
    await send('end')
    expect(await child.exited).toBe(0)
    expect(parse(await out).map(({ text }) => text)).toEqual(['r1', 'r2', 'end'])
  })

  test('[CLI16] far behind, it gets every entry and no snapshot in its place', async () => {
    const cursor = parse((await shell.parley(['watch', '--json', '--since', '0', '--until', '^end$'])).out).at(
      -1,
    )?.cursor
    const lines = Array.from({ length: 1_100 }, (_, line) => `far ${line}`)
    await postAll(lines)
    const { code, out } = await shell.parley(['watch', 'log', '--json', '--since', cursor ?? '', '--count', '1100'])
    expect(code).toBe(0)
    expect(parse(out).map(({ text }) => text)).toEqual(lines)
  })

  test('[CLI16] Ctrl-C ends it with 130, a timeout with 8', async () => {
    const { child, out } = await watching('log')
    child.kill('SIGINT')
    expect(await child.exited).toBe(130)
    expect(await out).toBe('')
    expect((await shell.parley(['watch', 'log', '--timeout', '0.05'])).code).toBe(8)
  })

  test('[CLI16] a chat of others, a text that is no cursor, and nobody logged in end it at once', async () => {
    expect((await shell.parley(['watch', 'nothing like it'])).code).toBe(6)
    expect((await shell.parley(['watch', '0kzb6vysx47jmese96tzb4gnm1'])).code).toBe(6)
    expect((await shell.parley(['watch', '--since', 'yesterday'])).code).toBe(2)
    expect((await shell.parley(['watch', '--until', '('])).code).toBe(2)
    expect((await shell.parley(['watch', '--profile', 'nobody'])).code).toBe(4)
  })

  test('[CLI17] a reader that has gone ends it quietly at the next line', async () => {
    const command = `"${process.execPath}" "${program}" watch log --json | head -n 1`
    const child = Bun.spawn(['sh', '-c', command], { env: shell.env, stdout: 'pipe', stderr: 'pipe' })
    const until = await saying(child.stderr, 'Watching.')
    await send('for head')
    const { value } = await child.stdout.getReader().read()
    expect(parse(new TextDecoder().decode(value))).toMatchObject([{ text: 'for head' }])
    // `head` may still be on its way out: one of these lines finds nobody.
    while (child.exitCode === null) await send('for nobody')
    expect(child.exitCode).toBe(0)
    expect(await until('more').catch(String)).toBe('Error: watch ended with: \n')
  })
})

/** Many messages, quickly: over one socket, without waiting for each. */
async function postAll(texts: readonly string[]): Promise<void> {
  const folder = join(shell.home, 'config/state/default')
  const [file = ''] = [...new Bun.Glob('*/credentials.json').scanSync(folder)]
  const token: unknown = (await Bun.file(join(folder, file)).json()).tokens.token
  const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/ws`)
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => socket.send(JSON.stringify({ t: 'hello', versions: [1, 1], token })))
  socket.addEventListener('message', ({ data }) => {
    if (!String(data).startsWith('{"t":"ready"')) {
      if (String(data).includes(`"text":"${texts.at(-1)}"`)) resolve()
      return
    }
    for (const text of texts) {
      const id = newSubmissionId({ now: Date.now, random: Math.random })
      socket.send(JSON.stringify({ t: 'submit', chat, id, command: { type: 'post', content: { kind: 'text', text } } }))
    }
  })
  await promise
  socket.close()
}
