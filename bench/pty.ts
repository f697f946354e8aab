/** A program in a pseudo-terminal, as lean as can be: what it wrote, and when each piece came. */
import { readFileSync } from 'node:fs'

export interface Pty {
  readonly pid: number
  readonly startedAt: number
  readonly exited: Promise<number>
  /** Bytes written so far. */
  bytes(): number
  type(text: string): void
  /** Resolves with the time at which, of what is written from now on, the needle has come; rejects after 20 s. */
  next(needle: string): Promise<number>
  /** Resolves once nothing has been written for `ms`. */
  quiet(ms: number): Promise<void>
  rssBytes(): number
  /** Processor time of all threads since the start, in ms. */
  cpuMs(): number
  kill(): Promise<void>
}

const columns = 120
const rows = 40
const waitMs = 20_000
/** A terminal of today: its attributes, and that it draws frames whole. */
const answers = '\x1b[?2026;2$y\x1b[?62;22c'
const question = '\x1b[c'

export function openPty(command: readonly string[], env: Readonly<Record<string, string>>): Pty {
  let bytes = 0
  let lastAt = performance.now()
  const watches = new Set<(text: string, at: number) => void>()
  const decoder = new TextDecoder()
  const startedAt = performance.now()
  const child = Bun.spawn([...command], {
    env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8', PATH: Bun.env['PATH'] ?? '', ...env },
    terminal: {
      cols: columns,
      rows,
      data(terminal, data) {
        lastAt = performance.now()
        bytes += data.length
        const text = decoder.decode(data, { stream: true })
        if (text.includes(question)) terminal.write(answers)
        for (const watch of watches) watch(text, lastAt)
      },
    },
  })
  const { terminal } = child
  if (terminal === undefined) throw new Error('No pseudo-terminal could be made.')
  const { pid } = child
  return {
    pid,
    startedAt,
    exited: child.exited,
    bytes: () => bytes,
    type: (text) => void terminal.write(text),
    next(needle) {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      let tail = ''
      const watch = (text: string, at: number): void => {
        tail += text
        if (tail.includes(needle)) end(() => resolve(at))
        else tail = tail.slice(-needle.length)
      }
      const end = (how: () => void): void => {
        watches.delete(watch)
        clearTimeout(deadline)
        how()
      }
      const deadline = setTimeout(() => end(() => reject(new Error(`"${needle}" was not written.`))), waitMs)
      watches.add(watch)
      return promise
    },
    async quiet(ms) {
      while (performance.now() - lastAt < ms) await Bun.sleep(5)
    },
    rssBytes() {
      const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      return Number(line?.[1] ?? 0) * 1_024
    },
    cpuMs() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    async kill() {
      child.kill('SIGTERM')
      await child.exited
      terminal.close()
    },
  }
}
