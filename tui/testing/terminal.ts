/**
 * A terminal with a program in it: a real pseudo-terminal, its screen kept by xterm's own engine. Tests type, wait for words,
 * and look at cells. Waiting is for what is written, never for time; only a test that would fail runs into its deadline.
 */
import { Terminal } from '@xterm/headless'

export interface RunningTerminal {
  /** The rows as text, without spaces at their ends. */
  rows(): string[]
  /** The whole screen as one text. */
  text(): string
  /** What stands in a cell: a space where nothing does, nothing in the second cell of what is two cells wide. */
  cell(x: number, y: number): string
  /** Resolves once a row holds these words. */
  shows(words: string): Promise<string>
  /** Resolves once the screen matches; rejects with the screen after `waitMs`. */
  until(what: RegExp | ((text: string) => boolean)): Promise<string>
  /** Bytes as a keyboard sends them. */
  type(text: string): void
  resize(columns: number, rows: number): void
  /** The caret's cell; `null` while it is hidden. */
  caret(): { readonly x: number; readonly y: number } | null
  /** Modes that are on, as xterm names them. */
  modes(): Readonly<Terminal['modes']>
  isAlternate(): boolean
  /** Every byte that the program has written. */
  written(): string
  kill(signal: NodeJS.Signals): void
  readonly pid: number
  readonly exited: Promise<number>
  close(): Promise<void>
}

export interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The terminal answers nothing. */
  readonly isMute?: boolean
}

const waitMs = 20_000

export function runInTerminal(command: readonly string[], options: TerminalOptions = {}): RunningTerminal {
  const { columns = 120, rows = 40, cwd, isMute = false } = options
  const screen = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 })
  const decoder = new TextDecoder()
  let written = ''
  const watchers = new Set<() => void>()
  let isCaretShown = true
  for (const [final, isShown] of [
    ['h', true],
    ['l', false],
  ] as const)
    screen.parser.registerCsiHandler({ prefix: '?', final }, ([mode]) => {
      if (mode === 25) isCaretShown = isShown
      return false
    })
  const process = Bun.spawn([...command], {
    env: {
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'C.UTF-8',
      PATH: Bun.env['PATH'] ?? '',
      ...options.env,
    },
    ...(cwd === undefined ? {} : { cwd }),
    terminal: {
      cols: columns,
      rows,
      data(_terminal, data) {
        const text = decoder.decode(data, { stream: true })
        written += text
        screen.write(text, () => {
          for (const look of watchers) look()
        })
      },
    },
  })
  const { terminal } = process
  if (terminal === undefined) throw new Error('No pseudo-terminal could be made.')
  // What the program asks its terminal, the terminal answers.
  if (!isMute) screen.onData((answer) => void terminal.write(answer))

  const rowsNow = (): string[] => {
    const { active } = screen.buffer
    const found: string[] = []
    // A line keeps what was beyond the edge when the screen became narrower, and nobody sees it.
    for (let y = 0; y < screen.rows; y++)
      found.push((active.getLine(active.baseY + y)?.translateToString(false, 0, screen.cols) ?? '').trimEnd())
    return found
  }
  const text = (): string => rowsNow().join('\n')

  function until(what: RegExp | ((text: string) => boolean)): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const matches = typeof what === 'function' ? what : (now: string): boolean => what.test(now)
    const done = (): void => {
      watchers.delete(look)
      clearTimeout(deadline)
    }
    const look = (): void => {
      const now = text()
      if (!matches(now)) return
      done()
      resolve(now)
    }
    const deadline = setTimeout(() => {
      done()
      reject(new Error(`The screen never showed ${what instanceof RegExp ? String(what) : 'it'}:\n${text()}`))
    }, waitMs)
    watchers.add(look)
    look()
    return promise
  }

  return {
    rows: rowsNow,
    text,
    cell(x, y) {
      const found = screen.buffer.active.getLine(screen.buffer.active.baseY + y)?.getCell(x)
      return found === undefined || found.getWidth() === 0 ? '' : found.getChars() || ' '
    },
    until,
    shows: (words) => until((now) => now.includes(words)),
    type: (typed) => void terminal.write(typed),
    resize(nextColumns, nextRows) {
      screen.resize(nextColumns, nextRows)
      terminal.resize(nextColumns, nextRows)
    },
    caret: () => (isCaretShown ? { x: screen.buffer.active.cursorX, y: screen.buffer.active.cursorY } : null),
    modes: () => screen.modes,
    isAlternate: () => screen.buffer.active.type === 'alternate',
    written: () => written,
    kill: (signal) => process.kill(signal),
    pid: process.pid,
    exited: process.exited,
    async close() {
      process.kill('SIGKILL')
      await process.exited
      terminal.close()
      screen.dispose()
    },
  }
}
