/** A row of the table of commands. */
import type { Outcome } from './outcome.ts'
import type { Session } from './session.ts'

export interface LinearCommand {
  /** Without its slash. */
  readonly name: string
  /** What follows it: words in capitals are the reader's, brackets mean that it may be left out. */
  readonly usage: string
  readonly sentence: string
  run(session: Session, rest: string): Promise<Outcome | void>
}
