/** The real server as a process, by `parley serve`. For tests. */
import { join } from 'node:path'
import { program } from './testShell.ts'

export interface Daemon {
  readonly url: string
  /** SIGTERM, and the exit code. */
  stop(): Promise<number>
}

const unlimited = ['--login-tries', '0', '--registrations-per-hour', '0', '--frames-per-second', '0', '--log', 'error']

/** `port` 0 takes a free one. `command` is the program, `more` more flags. */
export async function startDaemon(
  home: string,
  port = '0',
  command: readonly string[] = [process.execPath, program],
  more: readonly string[] = [],
): Promise<Daemon> {
  const child = Bun.spawn([...command, 'serve', '--port', port, '--data', join(home, 'data'), ...unlimited, ...more], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    cwd: home,
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const decoder = new TextDecoder()
  let said = ''
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true })
    if (said.includes('\n')) break
  }
  const line: unknown = JSON.parse(said)
  if (typeof line !== 'object' || line === null || !('url' in line) || typeof line.url !== 'string')
    throw new Error(`The server said: ${said}`)
  return {
    url: line.url,
    stop: () => {
      child.kill('SIGTERM')
      return child.exited
    },
  }
}
