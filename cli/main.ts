#!/usr/bin/env bun
/**
 * The command line: `parley`. One program for people in a terminal and for scripts, and the door to the server (`serve`).
 *
 *     argv ─ program ─▶ commands/NAME (loaded when it is called) ─▶ connect ─▶ server
 *                              │ data: stdout        │ words, failures: stderr
 *
 * It owns what a script may count on: names of commands and options, what is printed where, exit codes (`exit`), addresses
 * (`address`), and files (`profile`). It guarantees that stdout holds only data, that a failed run says so by its exit code
 * alone, that a message which was taken is delivered or reported, in order and once (`outbox`), and that text from others
 * cannot steer a terminal (`safeText`). It refuses secrets in arguments and guesses about whom to send to.
 *
 * A command starts in the time that the runtime and the option parser need: everything else is imported by the command that
 * needs it. So nothing here may import the protocol by value (its schemas cost 25 ms), `node:tty` or `process.stdout` (8 ms).
 */
import { CommanderError } from 'commander'
import { CliError, endingOf } from './exit.ts'
import { invocation } from './invocation.ts'
import { createOutput, ReaderGone, standardStreams, type Streams } from './output.ts'
import { createProgram } from './program.ts'
import { world } from './realWorld.ts'

/** Runs one command and tells its exit code. `argv` is without the program's own name. */
async function run(argv: readonly string[], streams: Streams): Promise<number> {
  const isJson = argv.includes('--json')
  let code = 0
  const program = createProgram({
    serveFlags: argv[0] === 'serve' || argv[0] === 'migrate' ? (await import('@parley/server/config')).settings : [],
    streams,
    // With --json the failure is told below, as one object.
    words: (text) => (isJson ? undefined : streams.err(text)),
    run: async (options, work) => {
      code = (await work(invocation(world, streams, options))) ?? 0
    },
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof ReaderGone) return 0
    // The option parser has said already what is wrong, in words; help and version are no failures.
    if (error instanceof CommanderError && (error.exitCode === 0 || !isJson)) return error.exitCode === 0 ? 0 : 2
    const thrown =
      error instanceof CommanderError ? new CliError('usage', error.message.replace(/^error: /, '')) : error
    const ending = await endingOf(thrown)
    const output = createOutput(streams, { isJson, isQuiet: false })
    output.words(isJson ? JSON.stringify({ error: ending.error }) : `parley: ${ending.error.message}`)
    if (world.env['PARLEY_DEBUG'] && error instanceof Error) output.words(error.stack ?? '')
    return ending.exit
  }
}

const code = await run(process.argv.slice(2), await standardStreams(world.env))
// All output is written already, and a socket or timer that is left must not hold a run that has ended.
process.exit(code)
