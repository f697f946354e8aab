/** The server's own words to its operator: one JSON object a line on standard error, never with secrets or message text. */

export type Level = 'info' | 'warn' | 'error'

export interface Journal {
  info(event: string, fields?: Fields): void
  warn(event: string, fields?: Fields): void
  /** With the error's stack: it stays in this journal. */
  error(event: string, error: unknown, fields?: Fields): void
}

type Fields = Readonly<Record<string, string | number | boolean | null>>

const rank: Readonly<Record<Level | 'off', number>> = { info: 0, warn: 1, error: 2, off: 3 }

export function createJournal(write: (line: string) => void, from: Level | 'off', now: () => number): Journal {
  const say = (level: Level, event: string, fields: Fields): void => {
    if (rank[level] >= rank[from])
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields })}\n`)
  }
  return {
    info: (event, fields = {}) => say('info', event, fields),
    warn: (event, fields = {}) => say('warn', event, fields),
    error: (event, error, fields = {}) => say('error', event, { ...fields, error: describe(error) }),
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
