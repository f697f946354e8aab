/** The real server as a process of its own, whose journal the test reads. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textAt } from './b-json.ts'

export interface Server {
  readonly url: string
  readonly pid: number
  /** Its data folder. */
  readonly data: string
  /** `null` while it runs. */
  exitCode(): number | null
  /** Everything that it has said on standard error. */
  journal(): string
  /** Resident memory, in bytes. */
  memoryBytes(): Promise<number>
  /** SIGTERM; removes its folder. Answers the exit code. */
  stop(): Promise<number>
}

const unlimited = { PARLEY_FRAMES_PER_SECOND: '0', PARLEY_REGISTRATIONS_PER_HOUR: '0', PARLEY_LOGIN_TRIES: '0' }
const program = join(import.meta.dir, '../../cli/main.ts')

export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'parley-whole-'))
  const child = Bun.spawn([process.execPath, program, 'serve'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      PARLEY_PORT: '0',
      PARLEY_DATA: join(home, 'data'),
      ...unlimited,
      ...settings,
    },
    cwd: home,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let said = ''
  const journal = collect(child.stderr, (text) => (said += text))
  const url = textAt(JSON.parse(await firstLine(child.stdout)), 'url')
  return {
    url,
    pid: child.pid,
    data: join(home, 'data'),
    exitCode: () => child.exitCode,
    journal: () => said,
    memoryBytes: async () => {
      const status = await Bun.file(`/proc/${child.pid}/status`).text()
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024
    },
    async stop() {
      child.kill('SIGTERM')
      const code = await child.exited
      await journal
      rmSync(home, { recursive: true, force: true })
      return code
    },
  }
}

/** Calls with each piece of text until the stream ends. */
export async function collect(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }))
}

export async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true })
    const end = text.indexOf('\n')
    if (end !== -1) return text.slice(0, end)
  }
  throw new Error(`The process ended without a line: ${text}`)
}
