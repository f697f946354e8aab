/** Lines from a terminal or a pipe, one after the other, as they are asked for. The terminal's own line editing stays on. */
export interface LineInput {
  readonly isTerminal: boolean
  /** `null` when the input has ended. What is longer than `lineCharsMax` is cut there. */
  next(): Promise<string | null>
  /** The next line, not shown while it is typed. */
  secret(): Promise<string | null>
  close(): void
}

/** More than a message may hold, so that a message which is too long is refused in words. */
const lineCharsMax = 65_536
/** Lines that were read ahead; beyond it a pipe waits. */
const linesAheadMax = 1_000

/** The part of a standard input that is used. */
export interface LineSource {
  readonly isTTY: boolean
  setEncoding(encoding: 'utf8'): unknown
  setRawMode(isRaw: boolean): unknown
  on(event: 'data', listener: (text: string) => void): unknown
  on(event: 'end' | 'error', listener: () => void): unknown
  off(event: 'data', listener: (text: string) => void): unknown
  off(event: 'end' | 'error', listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}

export function lineInput(stdin: LineSource, onHidden: () => void): LineInput {
  const isTerminal = stdin.isTTY
  const lines: string[] = []
  let part = ''
  const state = { hasEnded: false }
  let isHidden = false
  let wake: (() => void) | null = null

  const woken = (): void => {
    wake?.()
    wake = null
  }
  const end = (): void => {
    if (part !== '') lines.push(part)
    part = ''
    state.hasEnded = true
    woken()
  }
  const add = (text: string): void => {
    part = (part + text).slice(0, lineCharsMax)
  }
  const complete = (): void => {
    lines.push(part.replace(/\r$/, ''))
    part = ''
  }
  /** Keys of a line that is not shown: nobody but this program edits it. */
  const onKeys = (text: string): void => {
    for (const key of text) {
      if (key === '\r' || key === '\n') complete()
      else if (key === '\u0003' || key === '\u0004') {
        part = ''
        end()
      } else if (key === '\u007f' || key === '\b') part = part.replace(/.$/su, '')
      else if (key === '\u0015') part = ''
      else if (key >= ' ') add(key)
    }
    if (lines.length > 0) woken()
  }
  const onData = (text: string): void => {
    if (isHidden) return onKeys(text)
    const pieces = text.split('\n')
    for (const [place, piece] of pieces.entries()) {
      add(piece)
      if (place < pieces.length - 1) complete()
    }
    if (lines.length >= linesAheadMax) stdin.pause()
    if (lines.length > 0) woken()
  }
  const next = async (): Promise<string | null> => {
    while (lines.length === 0 && !state.hasEnded) {
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      stdin.resume()
      await promise
    }
    return lines.shift() ?? null
  }

  stdin.setEncoding('utf8')
  stdin.on('data', onData)
  stdin.on('end', end)
  stdin.on('error', end)
  return {
    isTerminal,
    next,
    async secret() {
      if (!isTerminal) return next()
      isHidden = true
      stdin.setRawMode(true)
      try {
        return await next()
      } finally {
        stdin.setRawMode(false)
        isHidden = false
        onHidden()
      }
    },
    close() {
      stdin.off('data', onData)
      stdin.off('end', end)
      stdin.off('error', end)
      stdin.pause()
    },
  }
}
