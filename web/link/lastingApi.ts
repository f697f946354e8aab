/** The account calls for as long as a login lasts: while a host is dead they wait for the next. What it had not answered fails. */
import { failure, FailureError } from '@parley/protocol'
import type { RemoteApi } from './link.ts'

export interface LastingApi {
  readonly api: RemoteApi
  /** `null`: the host died. */
  use(calls: RemoteApi | null): void
  /** The login is over. */
  end(): void
}

export function createLastingApi(first: RemoteApi): LastingApi {
  let now: RemoteApi | null = first
  let isOver = false
  let waiting: { readonly resolve: (calls: RemoteApi) => void; readonly reject: (why: Error) => void }[] = []

  function here(): Promise<RemoteApi> {
    if (isOver) return Promise.reject(new FailureError(loggedOut))
    return now === null ? new Promise((resolve, reject) => waiting.push({ resolve, reject })) : Promise.resolve(now)
  }

  return {
    api: {
      logout: async () => (await here()).logout(),
      sessions: async () => (await here()).sessions(),
      revoke: async (session) => (await here()).revoke(session),
      revokeOthers: async () => (await here()).revokeOthers(),
      changePassword: async (passwords) => (await here()).changePassword(passwords),
      me: async () => (await here()).me(),
      users: async (query, limit) => (await here()).users(query, limit),
      contacts: async () => (await here()).contacts(),
      requestContact: async (user) => (await here()).requestContact(user),
      acceptContact: async (user) => (await here()).acceptContact(user),
      declineContact: async (user) => (await here()).declineContact(user),
      blockContact: async (user) => (await here()).blockContact(user),
      unblockContact: async (user) => (await here()).unblockContact(user),
      removeContact: async (user) => (await here()).removeContact(user),
      createChat: async (chat) => (await here()).createChat(chat),
      invite: async (options) => (await here()).invite(options),
    },
    use(calls) {
      now = calls
      if (calls === null) return
      for (const { resolve } of waiting) resolve(calls)
      waiting = []
    },
    end() {
      isOver = true
      for (const { reject } of waiting) reject(new FailureError(loggedOut))
      waiting = []
    },
  }
}

const loggedOut = failure('unauthenticated', 'Nobody is logged in any more.')
