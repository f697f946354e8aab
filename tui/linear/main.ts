/**
 * The terminal client without a screen (`--plain`, `TERM=dumb`, a pipe): for screen readers, slow links and logs.
 *
 *     stdin ─ lines ─▶ commands ─▶ session ─ client ─▶ server
 *     stdout ◀─ lines ─ teller ◀──────────────┘
 *
 * It owns what is said in words: one labelled line for each thing that happens, each once, in order. It guarantees that
 * nothing is drawn over, no escape sequence is written, and that a message of somebody cannot pass for a line of its own. It
 * refuses to guess which chat is meant: while none is open nothing is sent.
 */
import type { TuiWorld } from '../world.ts'
import { lineInput } from './input.ts'
import { runLines } from './run.ts'

export interface LinearOptions {
  readonly world: TuiWorld
  /** For the list of sessions: "parley tui 0.1 on linux". */
  readonly clientName: string
}

/** Resolves with the exit code. */
export async function runLinear({ world, clientName }: LinearOptions): Promise<number> {
  const { stdin, stdout } = world
  const say = (line: string): void => void stdout.write(`${line}\n`)
  const input = lineInput(stdin, () => say(''))
  const { isTerminal } = input
  const gone = Promise.withResolvers<null>()
  // The reader has gone, as `head` does.
  const onGone = (): void => gone.resolve(null)
  stdout.on('error', onGone)
  const next = (): Promise<string | null> => Promise.race([input.next(), gone.promise])
  // An answer of a person follows its question; one from a pipe is not seen.
  const ask = (question: string): void => void stdout.write(isTerminal ? `${question}: ` : `${question}:\n`)
  try {
    return await runLines({ world, clientName, input: { ...input, next }, say, ask })
  } finally {
    stdout.off('error', onGone)
    input.close()
  }
}
