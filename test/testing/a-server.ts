/** The real server as a process that may be killed: `parley serve` on a folder, its frames and registrations unlimited. */
import { resolve } from 'node:path'

export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** SIGKILL, and the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and the exit code. */
  stop(): Promise<number>
  signal(signal: NodeJS.Signals): void
  isRunning(): boolean
  /** What it wrote into its journal, from warnings on. */
  journal(): string
}

const program = resolve(import.meta.dir, '../../cli/main.ts')
const unlimited = {
  PARLEY_FRAMES_PER_SECOND: '0',
  PARLEY_REGISTRATIONS_PER_HOUR: '0',
  PARLEY_LOGIN_TRIES: '0',
  PARLEY_LOG: 'warn',
}

export interface ServerOptions {
  /** Commands that end with the server's in their own place. */
  readonly before?: readonly string[]
  readonly flags?: readonly string[]
}

/** `port` 0 takes a free one. */
export async function startServer(
  data: string,
  port = 0,
  { before = [], flags = [] }: ServerOptions = {},
): Promise<ServerProcess> {
  const serve = [process.execPath, program, 'serve', '--port', String(port), '--data', data, ...flags]
  const child = Bun.spawn([...before, ...serve], {
    env: { ...process.env, ...unlimited },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let said = ''
  const heard = (async () => {
    const decoder = new TextDecoder()
    for await (const bytes of child.stderr) said += decoder.decode(bytes, { stream: true })
  })()
  const end = async (signal: NodeJS.Signals): Promise<number> => {
    child.kill(signal)
    const code = await child.exited
    await heard
    return code
  }
  try {
    const url = await listening(child.stdout)
    return {
      url,
      port: Number(new URL(url).port),
      pid: child.pid,
      kill: async () => void (await end('SIGKILL')),
      stop: () => end('SIGTERM'),
      signal: (signal) => child.kill(signal),
      isRunning: () => child.exitCode === null && child.signalCode === null,
      journal: () => said,
    }
  } catch (error) {
    await end('SIGKILL')
    throw new Error(`The server did not start: ${said}`, { cause: error })
  }
}

async function listening(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of stdout) {
    text += decoder.decode(bytes, { stream: true })
    const url = /"event":"listening".*?"url":"([^"]+)"/.exec(text)?.[1]
    if (url !== undefined) return url
  }
  throw new Error(`It ended before it listened, and said: ${text}`)
}
