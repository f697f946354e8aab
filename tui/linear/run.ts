/** Logins one after the other, and in each of them lines and what they mean. Ends with an exit code. */
import { FailureError } from '@parley/protocol'
import type { Client } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text'
import { adoptOutbox } from '../adopt.ts'
import { clientOf } from '../openClient.ts'
import type { KeptAccount, OpenAccount } from '../world.ts'
import { runLine } from './commands.ts'
import { enter } from './entry.ts'
import type { LineInput } from './input.ts'
import type { Outcome } from './outcome.ts'
import { createSession, type LinearWorld, type Session } from './session.ts'
import { createTeller } from './teller.ts'

export interface LinesPorts {
  readonly world: LinearWorld
  readonly clientName: string
  readonly input: Pick<LineInput, 'next' | 'secret'>
  readonly say: (line: string) => void
  /** Its answer is read from the input then. */
  readonly ask: (question: string) => void
}

/** After the end of the input: how long what was said may take to reach the server. */
const flushMs = 5_000
/** As the command line's for what waits in the outbox. */
const exitQueued = 8

export async function runLines(ports: LinesPorts): Promise<number> {
  const { world, clientName, input, say, ask } = ports
  const { home } = world
  const entry = (): Promise<KeptAccount | number> =>
    enter({
      world,
      clientName,
      say,
      ask: (question) => {
        ask(question)
        return input.next()
      },
      askSecret: (question) => {
        // Hidden before it is asked for: somebody may paste at once.
        const answer = input.secret()
        ask(question)
        return answer
      },
    })
  const first = async (): Promise<KeptAccount | number> => (await home.accounts())[0] ?? (await entry())
  let account = await first()
  for (;;) {
    if (typeof account === 'number') return account
    const outcome = await useAccount(ports, account)
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
        account = await first()
    }
  }
}

async function useAccount(
  { world, clientName, input, say }: LinesPorts,
  account: KeptAccount,
): Promise<Outcome | number> {
  const open: OpenAccount = await world.home.open(account)
  const { storage, api } = open
  const client = clientOf(open, world, clientName)
  const session = createSession({ world, account, client, api, write: say })
  session.say(`@${safeLine(account.user.username)} at ${account.server}. /help says what can be typed.`)
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
    session.flush()
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

async function converse(session: Session, input: LinesPorts['input']): Promise<Outcome | number> {
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
