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
import { FailureError } from '@parley/protocol'
import { createClient, type Client } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text'
import { adoptOutbox } from '../adopt.ts'
import type { KeptAccount, OpenAccount, TuiWorld } from '../world.ts'
import { runLine } from './commands.ts'
import { enter } from './entry.ts'
import { type LineInput, lineInput } from './input.ts'
import type { Outcome } from './outcome.ts'
import { createSession, type Session } from './session.ts'
import { createTeller } from './teller.ts'

export interface LinearOptions {
  readonly world: TuiWorld
  /** For the list of sessions: "parley tui 0.1 on linux". */
  readonly clientName: string
}

/** After the end of the input: how long what was said may take to reach the server. */
const flushMs = 10_000
/** As the command line's for what waits in the outbox. */
const exitQueued = 8

/** Resolves with the exit code. */
export async function runLinear({ world, clientName }: LinearOptions): Promise<number> {
  const { stdin, stdout, home } = world
  const say = (line: string): void => void stdout.write(`${line}\n`)
  const input = lineInput(stdin, () => say(''))
  const gone = Promise.withResolvers<null>()
  // The reader has gone, as `head` does.
  const onGone = (): void => gone.resolve(null)
  stdout.on('error', onGone)
  const prompt = (question: string): void => void stdout.write(`${question}: ${input.isTerminal ? '' : '\n'}`)
  const entry = (): Promise<KeptAccount | number> =>
    enter({
      world,
      clientName,
      say,
      ask: (question) => {
        prompt(question)
        return input.next()
      },
      askSecret: (question) => {
        prompt(question)
        return input.secret()
      },
    })
  const lines: LineInput = { ...input, next: () => Promise.race([input.next(), gone.promise]) }

  try {
    let account: KeptAccount | number = (await home.accounts())[0] ?? (await entry())
    for (;;) {
      if (typeof account === 'number') return account
      const outcome: Outcome | number = await useAccount(world, clientName, account, lines, say)
      if (typeof outcome === 'number') return outcome
      switch (outcome.type) {
        case 'quit':
          return 0
        case 'use':
          account = outcome.account
          break
        case 'login':
          account = await entry()
          break
        case 'forget':
          await home.forget(account)
          say('Logged out.')
          account = (await home.accounts())[0] ?? (await entry())
      }
    }
  } finally {
    stdout.off('error', onGone)
    input.close()
  }
}

async function useAccount(
  world: TuiWorld,
  clientName: string,
  account: KeptAccount,
  input: LineInput,
  say: (line: string) => void,
): Promise<Outcome | number> {
  const open: OpenAccount = await world.home.open(account)
  const { storage, api } = open
  const client = createClient({
    url: `${account.server.replace(/^http/, 'ws')}/ws`,
    transport: world.transport,
    storage,
    env: world,
    tokens: api.tokens,
    clientName,
  })
  const session = createSession({ world, account, client, api, say })
  say(`@${safeLine(account.user.username)} at ${account.server}. /help says what can be typed.`)
  const off = client.on(createTeller(session))
  const stopAdopting = adoptOutbox(world, client, storage)
  try {
    const tried = firstTry(client)
    await client.start()
    // What is typed may name chats that only the server knows yet.
    await tried
    return await converse(session, input)
  } finally {
    off()
    stopAdopting()
    await client.stop()
    await open.close()
  }
}

/** Until the server answered, or could not be reached. */
function firstTry(client: Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = client.on((event) => {
    if (event.type !== 'state' || event.state.type === 'connecting') return
    off()
    resolve()
  })
  return promise
}

async function converse(session: Session, input: LineInput): Promise<Outcome | number> {
  for (;;) {
    const line = await input.next()
    if (line === null) return ended(session)
    try {
      const outcome = await runLine(session, line)
      if (outcome !== null) return outcome
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      session.failed(safeLine(error.failure.message))
    }
  }
}

/** The input is over: what was said is brought to the server, or it is said that it waits. */
async function ended(session: Session): Promise<number> {
  const { client, world, say } = session
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const cancel = world.after(flushMs, resolve)
  const off = client.on(({ type }) => {
    if (type === 'state' && client.state.type === 'stopped') resolve()
  })
  if (client.state.type === 'stopped') resolve()
  await Promise.race([client.flushed(), over])
  cancel()
  off()
  const waiting = client.chats().reduce((sum, view) => sum + view.pending.size, 0)
  if (waiting === 0) return session.hasFailed ? 1 : 0
  say(`${waiting === 1 ? 'One thing waits' : `${waiting} things wait`} in the outbox. The next start sends it.`)
  return exitQueued
}
