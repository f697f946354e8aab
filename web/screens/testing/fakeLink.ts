/** A link whose server is played by a few lines, for the harness: what it is asked for stands in `calls`. */
import { failure, FailureError } from '@parley/protocol'
import type { Credentials, Registration, ServerInfo } from '@parley/protocol/client'
import type { EntryLink } from '../entry/entryLink.ts'

export interface FakeLink extends EntryLink {
  readonly calls: unknown[]
  isAway: boolean
}

export function fakeLink(server: ServerInfo, isAway: boolean): FakeLink {
  const calls: unknown[] = []
  const refuse = (...parts: Parameters<typeof failure>): never => {
    throw new FailureError(failure(...parts))
  }
  return {
    calls,
    isAway,
    async server() {
      return this.isAway ? refuse('unavailable', 'http://localhost cannot be reached.') : server
    },
    async login(credentials: Omit<Credentials, 'client'>) {
      calls.push({ login: credentials })
      if (credentials.identifier === 'limited') refuse('rateLimited', 'Too many tries.', 180_000)
      if (credentials.password !== 'correct horse') refuse('unauthenticated', 'The name or the password is wrong.')
    },
    async register(registration: Omit<Registration, 'client'>) {
      calls.push({ register: registration })
      if (registration.username === 'taken') refuse('conflict', 'This username is taken.')
      if (registration.invite === 'USED')
        refuse('forbidden', 'This invitation is not good, or not any more. Ask for another one.')
      if (registration.password.length < 8) refuse('invalid', 'A password has at least 8 characters.')
    },
  }
}
