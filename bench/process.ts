/** A server under measurement: a process of its own, whose processor time and memory are read from the operating system. */
import { readFileSync } from 'node:fs'

export interface Measured {
  readonly url: string
  readonly pid: number
  /** Milliseconds from the start of the process to its line "listening". */
  readonly startMs: number
  /** Processor time used since the start, all threads, in microseconds. */
  cpuUs(): number
  /** Resident memory in bytes. */
  rssBytes(): number
  stop(): Promise<void>
}

/** Linux counts in ticks of 10 ms. */
const tickUs = 10_000

export async function start(command: readonly string[], env: Record<string, string> = {}): Promise<Measured> {
  const startedAt = performance.now()
  const child = Bun.spawn([...command], {
    env: { ...process.env, ...env },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const url = await listening(child.stdout)
  const startMs = performance.now() - startedAt
  const { pid } = child
  return {
    url,
    pid,
    startMs,
    cpuUs() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * tickUs
    },
    rssBytes() {
      const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      return Number(line?.[1] ?? 0) * 1_024
    },
    async stop() {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/** The url of the JSON line `{"event":"listening","url":…}` on a server's standard output. */
async function listening(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of stdout) {
    text += decoder.decode(bytes, { stream: true })
    const url = /"event":"listening".*?"url":"([^"]+)"/.exec(text)?.[1]
    if (url !== undefined) {
      void drain(stdout)
      return url
    }
  }
  throw new Error(`The server ended before it listened. It said: ${text}`)
}

async function drain(stdout: ReadableStream<Uint8Array>): Promise<void> {
  if (stdout.locked) return
  for await (const _ of stdout) continue
}
