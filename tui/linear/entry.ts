/** Logging in or registering by questions and answers. */
import { failures, FailureError } from '@parley/protocol'
import { createAccounts } from '@parley/protocol/client'
import type { KeptAccount } from '../world.ts'
import type { LinearWorld } from './session.ts'

export interface EntryPorts {
  readonly world: LinearWorld
  readonly clientName: string
  readonly say: (line: string) => void
  /** `null` when the input has ended. */
  readonly ask: (question: string) => Promise<string | null>
  readonly askSecret: (question: string) => Promise<string | null>
}

/** Asks until somebody is logged in. The exit code of the last refusal where the input ends before. */
export async function enter(ports: EntryPorts): Promise<KeptAccount | number> {
  const { say } = ports
  let code: number = failures.unauthenticated.exit
  for (;;) {
    try {
      const account = await enterOnce(ports)
      if (account === null) {
        say('Nobody is logged in.')
        return code
      }
      return account
    } catch (error) {
      if (error instanceof FailureError) code = failures[error.failure.code].exit
      say(`That did not work: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function enterOnce({ world, clientName, say, ask, askSecret }: EntryPorts): Promise<KeptAccount | null> {
  const { home, fetch } = world
  const typed = await ask(`Server, or nothing for ${home.server}`)
  if (typed === null) return null
  const server = typed.trim() === '' ? home.server : await home.address(typed)
  if (!(await answers(world, server))) {
    const isStarting = server === home.server && !home.isServerNamed
    say(`No server answers at ${server}.`)
    if (!isStarting) return enterOnce({ world, clientName, say, ask, askSecret })
    const answer = await ask('Start a server on this machine? yes or no')
    if (answer === null) return null
    if (!/^y(es)?$/i.test(answer.trim())) return enterOnce({ world, clientName, say, ask, askSecret })
    say(`A server runs at ${await home.startServer()}.`)
  }
  const way = await ask('log in or register')
  if (way === null) return null
  const isNew = /^r/i.test(way.trim())
  const username = await ask(isNew ? 'Username' : 'Username or email')
  const email = isNew ? await ask('Email') : ''
  const name = isNew ? await ask('Name that others see, or nothing for the username') : ''
  const password = await askSecret('Password')
  if (username === null || email === null || name === null || password === null) return null
  const invite = isNew ? await ask('Invitation code, or nothing') : ''
  const identifier = username.trim().replace(/^@/, '')
  const accounts = createAccounts(server, fetch)
  const login = isNew
    ? await accounts.register({
        username: identifier,
        email: email.trim(),
        password,
        client: clientName,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(invite === null || invite.trim() === '' ? {} : { invite: invite.trim() }),
      })
    : await accounts.login({ identifier, password, client: clientName })
  return home.keep(server, login)
}

async function answers({ fetch }: LinearWorld, server: string): Promise<boolean> {
  try {
    const { status } = await fetch(`${server}/healthz`, { method: 'GET', headers: {} })
    return status === 200
  } catch {
    return false
  }
}
