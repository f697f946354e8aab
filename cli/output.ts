/**
 * Data goes to stdout, words go to stderr, and nothing else writes. Both are written at once and whole: a slow reader slows
 * the program down, one that has gone ends it quietly. (`process.stdout` would cost 8 ms at each start, and loses what is
 * pending when a process exits.)
 */
import { fstatSync, writeSync } from 'node:fs'
import { safeLine } from '@parley/protocol/text/sanitise'

/** The reader of stdout has gone, as `head` does: the run ends, and that is no failure. */
export class ReaderGone extends Error {}

export interface OutputOptions {
  readonly isJson: boolean
  readonly isQuiet: boolean
}

export interface Output extends OutputOptions {
  readonly isTerminal: boolean
  readonly hasColor: boolean
  /** A line of data. It must be clean already: `safeText` is for what others wrote. */
  line(text: string): void
  json(value: unknown): void
  /** A sentence for the person who looks on. */
  words(text: string): void
  /** What `--json` prints as one object a line, and everybody else as a table: aligned in a terminal, by tabs in a pipe. */
  rows(rows: readonly Row[]): void
}

export interface Row {
  readonly json: unknown
  readonly cells: readonly string[]
}

export interface Streams {
  readonly isTerminal: boolean
  readonly hasColor: boolean
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export function createOutput(streams: Streams, { isJson, isQuiet }: OutputOptions): Output {
  const { isTerminal, hasColor } = streams
  const line = (text: string): void => streams.out(`${text}\n`)
  const json = (value: unknown): void => line(JSON.stringify(value))
  return {
    isJson,
    isQuiet,
    isTerminal,
    hasColor,
    line,
    json,
    words: (text) => {
      if (!isQuiet) streams.err(`${text}\n`)
    },
    rows: (rows) => {
      if (isJson) for (const row of rows) json(row.json)
      else for (const text of tableLines(rows, isTerminal)) line(text)
    },
  }
}

/** The real streams. `NO_COLOR` and `TERM=dumb` take the colours away. */
export async function standardStreams(env: Readonly<Record<string, string | undefined>>): Promise<Streams> {
  const isTerminal = await isTerminalFile(1)
  return {
    isTerminal,
    hasColor: isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    out: (text) => writeWhole(1, text),
    err: (text) => {
      try {
        writeWhole(2, text)
      } catch (error) {
        // Nobody reads the words: the data may still be wanted.
        if (!(error instanceof ReaderGone)) throw error
      }
    },
  }
}

function tableLines(rows: readonly Row[], isAligned: boolean): string[] {
  const cells = rows.map((row) => row.cells.map(safeLine))
  if (!isAligned) return cells.map((row) => row.join('\t'))
  const widths: number[] = []
  for (const row of cells)
    for (const [place, cell] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, Bun.stringWidth(cell))
  return cells.map((row) =>
    row
      .map((cell, place) => cell + ' '.repeat((widths[place] ?? 0) - Bun.stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** Asks the kernel first: `node:tty` costs 8 ms, and most runs are in a pipe. */
export async function isTerminalFile(file: number): Promise<boolean> {
  try {
    if (!fstatSync(file).isCharacterDevice()) return false
  } catch {
    return false
  }
  const { isatty } = await import('node:tty')
  return isatty(file)
}

const retryMs = 5

function writeWhole(file: number, text: string): void {
  let bytes = Buffer.from(text)
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(file, bytes))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EIO') throw new ReaderGone()
      // The other end made the pipe non-blocking, and it is full.
      if (code !== 'EAGAIN') throw error
      Bun.sleepSync(retryMs)
    }
  }
}
