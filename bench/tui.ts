/** The terminal client, as a person at a screen of 120 by 40 has it: its start, its echo, its bytes, its memory. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, connect, newId, quantile } from './driver.ts'
import { type Pty, openPty } from './pty.ts'
import { start } from './process.ts'
import type { Figure } from './table.ts'
import { endOf, seedForTui } from './tuiSeed.ts'

const starts = 15
const keysTyped = 150
const switches = 40
const messagesPerSecond = 50
const settledMs = 150
const altEnd = '\x1b[1;3F'
const altDown = '\x1b[1;3B'
/** Letters that nothing else on the screen has. */
const letters = Array.from('äöüßøåæñçéèêëìíîïðþ')

export async function tui(root: string, folder: string): Promise<Figure[]> {
  const data = join(folder, 'tui')
  const program = ['bun', `${root}/cli/main.ts`]
  const binary = join(folder, 'parley')
  const build = Bun.spawn(['bun', `${root}/cli/build.ts`, binary], { stdout: 'ignore', stderr: 'ignore' })
  if ((await build.exited) !== 0) throw new Error('The program was not built.')
  const serve = [...program, 'serve', '--port', '0', '--data', data, '--log', 'error']
  const { reader, writer, large } = await seedForTui(data, serve)
  const server = await start(serve, { PARLEY_FRAMES_PER_SECOND: '0', PARLEY_LOGIN_TRIES: '0' })
  const home = join(folder, 'tuiHome')
  mkdirSync(home, { recursive: true })
  const env = { HOME: home, PARLEY_CONFIG_HOME: home, PARLEY_SERVER: server.url, NODE_ENV: 'production' }
  await logIn(program, env, reader)

  const figures: Figure[] = []
  const note = (what: string, unit: string, ours: number, target: number | null): void =>
    void figures.push({ part: 'tui', what, unit, ours, limit: null, target })

  // The first start fetches; the large chat is the latest, and opens.
  const first = openPty([binary, 'tui'], env)
  await first.next('nline ')
  await first.quiet(settledMs * 4)
  await first.kill()

  note('first frame with a cache, binary, p50', 'ms', await firstFrame([binary, 'tui'], env), 120)
  note('first frame with a cache, from source, p50', 'ms', await firstFrame([...program, 'tui'], env), 250)

  const frames = join(folder, 'frames.json')
  const terminal = openPty([process.execPath, `${import.meta.dir}/tuiFrames.ts`, frames], env)
  await terminal.next('nline ')
  // Nobody has read 100,000 messages; at the end each that arrives moves all rows.
  terminal.type(altEnd)
  await terminal.quiet(settledMs * 4)

  const idle = await typing(terminal)
  note('key to echo, nothing arrives, p50', 'ms', quantile(idle.echoMs, 0.5), null)
  note('key to echo, nothing arrives, p95', 'ms', quantile(idle.echoMs, 0.95), null)
  note('bytes written for a key, p50', 'bytes', quantile(idle.bytes, 0.5), null)
  note('bytes written for a key, p95', 'bytes', quantile(idle.bytes, 0.95), 300)

  const traffic = await arriving(server.url, writer, large)
  await Bun.sleep(1_000)
  const cpuMs = terminal.cpuMs()
  const beganAt = performance.now()
  const busy = await typing(terminal)
  const seconds = (performance.now() - beganAt) / 1_000
  note('key to echo, 50 messages/s arrive, p50', 'ms', quantile(busy.echoMs, 0.5), null)
  note('key to echo, 50 messages/s arrive, p95', 'ms', quantile(busy.echoMs, 0.95), 25)
  note('processor while 50 messages/s arrive', '%', (terminal.cpuMs() - cpuMs) / seconds / 10, null)
  const sent = traffic.stop()
  await terminal.quiet(settledMs * 2)

  const opened = Float64Array.from(await opening(terminal)).sort()
  note('opening a cached chat, p50', 'ms', quantile(opened, 0.5), null)
  note('opening a cached chat, p95', 'ms', quantile(opened, 0.95), 50)
  await terminal.kill()
  const times: unknown = await Bun.file(frames).json()
  const ink = Float64Array.from(Array.isArray(times) ? times.map(Number) : []).sort()
  note(`ink's time for a frame, p50 of ${ink.length}`, 'ms', quantile(ink, 0.5), null)
  note("ink's time for a frame, p95", 'ms', quantile(ink, 0.95), 10)

  const resting = openPty([binary, 'tui'], env)
  await resting.next('nline ')
  resting.type(altEnd)
  await resting.quiet(settledMs * 4)
  const more = await arriving(server.url, writer, large)
  await Bun.sleep(10_000)
  more.stop()
  await resting.quiet(settledMs)
  note('memory, 100 chats, after 500 messages, binary', 'MB', resting.rssBytes() / 1_000_000, 180)
  await resting.kill()
  await server.stop()
  if (sent === 0) throw new Error('Nothing was sent.')
  rmSync(binary)
  return figures
}

async function logIn(program: readonly string[], env: Record<string, string>, { username }: Account): Promise<void> {
  const run = Bun.spawn([...program, 'login', '--username', username, '--password-stdin'], {
    env: { PATH: Bun.env['PATH'] ?? '', ...env },
    stdin: Buffer.from(`a long pass phrase ${username}\n`),
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const [code, errors] = await Promise.all([run.exited, run.stderr.text()])
  if (code !== 0) throw new Error(errors)
}

/** From the start of the process to a frame with the chat in it. */
async function firstFrame(command: readonly string[], env: Record<string, string>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < starts; n++) {
    const terminal = openPty(command, env)
    times.push((await terminal.next('Write a message')) - terminal.startedAt)
    await terminal.next('nline ')
    await terminal.quiet(settledMs)
    await terminal.kill()
  }
  return quantile(Float64Array.from(times).sort(), 0.5)
}

/** Types letters, each taken back before the next. Not in step with anything that happens by a clock. */
async function typing(terminal: Pty): Promise<{ readonly echoMs: Float64Array; readonly bytes: Float64Array }> {
  const echoMs: number[] = []
  const bytes: number[] = []
  for (let n = 0; n < keysTyped; n++) {
    const letter = letters[n % letters.length] ?? ''
    await Bun.sleep(40 + Math.random() * 60)
    const before = terminal.bytes()
    const echoed = terminal.next(letter)
    const typedAt = performance.now()
    terminal.type(letter)
    echoMs.push((await echoed) - typedAt)
    await Bun.sleep(40 + Math.random() * 60)
    bytes.push(terminal.bytes() - before)
    terminal.type('\x7f')
  }
  return { echoMs: Float64Array.from(echoMs).sort(), bytes: Float64Array.from(bytes).sort() }
}

/** The chat below, again and again, each for the first time. */
async function opening(terminal: Pty): Promise<number[]> {
  const times: number[] = []
  // The list has the latest on top: the large chat, and then the last of the small ones.
  for (let place = 99; place > 99 - switches; place--) {
    await terminal.quiet(settledMs)
    const shown = terminal.next(endOf(place))
    const typedAt = performance.now()
    terminal.type(altDown)
    times.push((await shown) - typedAt)
  }
  return times
}

/** Somebody writes into the chat all the time. `stop` tells how many messages they sent. */
async function arriving(url: string, { token }: Account, chat: string): Promise<{ stop(): number }> {
  const peer = await connect(url, { token, chats: [chat] })
  let count = 0
  const timer = setInterval(() => {
    const command = { type: 'post', content: { kind: 'text', text: `and more of it, ${count++}, as it comes` } }
    peer.socket.send(JSON.stringify({ t: 'submit', chat, id: newId(), command }))
  }, 1_000 / messagesPerSecond)
  return {
    stop() {
      clearInterval(timer)
      peer.socket.close()
      return count
    },
  }
}
