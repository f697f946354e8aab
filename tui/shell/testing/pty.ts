/** Runs a program on a terminal of its own and reads that terminal's screen. */
import { Terminal } from '@xterm/headless'

export interface Pty {
  /** Types. */
  write(text: string): void
  resize(columns: number, rows: number): void
  /** Resolves once `isSo`, looking after every output. */
  until(isSo: () => boolean): Promise<void>
  /** Resolves once the screen shows `text`. */
  shows(text: string): Promise<void>
  /** The lines of the screen that is shown, without spaces at their ends. */
  lines(): string[]
  isAlternate(): boolean
  /** The cell of the cursor, or `null` while it is hidden. */
  caret(): { readonly x: number; readonly y: number } | null
  /** Everything that was written. */
  output(): string
  /** Modes that are on, as xterm names them. */
  modes(): Readonly<Terminal['modes']>
  kill(signal: NodeJS.Signals): void
  readonly exited: Promise<number>
}

export interface PtyOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
  /** The terminal answers nothing. */
  readonly isMute?: boolean
}

export function startPty(command: readonly string[], options: PtyOptions = {}): Pty {
  const { env = {}, columns = 60, rows = 12, isMute = false } = options
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true })
  const decoder = new TextDecoder()
  const waiting = new Set<() => void>()
  let output = ''
  let isCursorShown = true
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, ([mode]) => {
    if (mode === 25) isCursorShown = true
    return false
  })
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, ([mode]) => {
    if (mode === 25) isCursorShown = false
    return false
  })
  const process_ = Bun.spawn([...command], {
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', ...env },
    terminal: {
      cols: columns,
      rows,
      data: (_terminal, bytes) => {
        output += decoder.decode(bytes, { stream: true })
        terminal.write(bytes, () => waiting.forEach((look) => look()))
      },
    },
  })
  const pty = process_.terminal
  if (pty === undefined) throw new Error('no terminal')
  if (!isMute) terminal.onData((answer) => void pty.write(answer))

  const lines = (): string[] => {
    const buffer = terminal.buffer.active
    return Array.from({ length: terminal.rows }, (_, row) => {
      return buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? ''
    })
  }
  const until = (isSo: () => boolean): Promise<void> => {
    if (isSo()) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => {
      if (!isSo()) return
      waiting.delete(look)
      resolve()
    }
    waiting.add(look)
    return promise
  }
  return {
    write: (text) => void pty.write(text),
    resize: (to, high) => {
      terminal.resize(to, high)
      pty.resize(to, high)
    },
    until,
    shows: (text) => until(() => lines().some((line) => line.includes(text))),
    lines,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    caret: () => (isCursorShown ? { x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY } : null),
    output: () => output,
    modes: () => terminal.modes,
    kill: (signal) => process_.kill(signal),
    exited: process_.exited,
  }
}
