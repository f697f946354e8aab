import { afterEach, beforeEach, expect, test } from 'bun:test'
import { createShell, program, type Shell } from '../testShell.ts'
import { TestServer } from '../testServer.ts'

let server: TestServer
let shell: Shell
let chat: ReturnType<TestServer['addChat']>
beforeEach(async () => {
  server = new TestServer()
  server.start()
  shell = createShell({ PARLEY_SERVER: server.url })
  await shell.parley(['register', '--username', 'ann', '--email', 'a@x.org', '--password-stdin'], { input: 'correct' })
  chat = server.addChat('group', 'ops', ['ann'])
  server.requests.length = 0
})
afterEach(async () => {
  await server.stop()
  shell.remove()
})

function say(...texts: string[]): void {
  const by = server.accounts[0]?.id ?? ''
  for (const text of texts) {
    const seq = chat.messages.length + 1
    chat.messages.push({ chat: chat.id, seq, id: `id${seq}`, at: seq * 1_000, by, kind: 'text', text })
  }
}

const lines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('[CLI21] read prints the last messages, oldest first, one object a line', async () => {
  say('one', 'two', 'three')
  const { code, out } = await shell.parley(['read', 'ops', '--limit', '2', '--json'])
  expect(code).toBe(0)
  expect(lines(out)).toEqual([
    expect.objectContaining({ seq: 2, id: 'id2', at: 2_000, by: server.accounts[0]?.id, username: 'ann', text: 'two' }),
    expect.objectContaining({ seq: 3, text: 'three' }),
  ])
})

test('[CLI21] a limit beyond a page is read in pages, in both directions', async () => {
  say(...Array.from({ length: 350 }, (_, place) => `m${place + 1}`))
  const seqs = async (...args: string[]) =>
    lines((await shell.parley(['read', chat.id, '--json', ...args])).out).map(({ seq }) => seq)
  const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
  expect(await seqs('--limit', '250')).toEqual(range(101, 350))
  expect(await seqs('--limit', '250', '--before', '201')).toEqual(range(1, 200))
  expect(await seqs('--limit', '250', '--after', '50')).toEqual(range(51, 300))
})

test('[CLI15] a message cannot pass for another one, nor steer the terminal', async () => {
  say('hi\n#9 2026-01-01 00:00 Bob: owned \u001b[2J\u001b]0;x\u0007')
  const { out } = await shell.parley(['read', 'ops'])
  expect(out).toMatch(/^#1 \d{4}-\d\d-\d\d \d\d:\d\d ANN: hi\n {4}#9 2026-01-01 00:00 Bob: owned ␛\[2J␛\]0;x␇\n$/)
})

test('[CLI17] a reader that has gone ends the run quietly', async () => {
  say(...Array.from({ length: 100 }, () => 'x'.repeat(8_000)))
  const child = Bun.spawn(['sh', '-c', `"${process.execPath}" "${program}" read ops --limit 100; echo $? >&2`], {
    env: shell.env,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const reader = child.stdout.getReader()
  await reader.read()
  await reader.cancel()
  expect(await new Response(child.stderr).text()).toBe('0\n')
})

test('[CLI1] a slow reader gets everything', async () => {
  say(...Array.from({ length: 100 }, () => 'x'.repeat(8_000)))
  const child = Bun.spawn(
    [
      'sh',
      '-c',
      `"${process.execPath}" "${program}" read ops --limit 100 --json | (while read -r line; do echo x; done) | wc -l`,
    ],
    { env: shell.env },
  )
  expect((await new Response(child.stdout).text()).trim()).toBe('100')
})
