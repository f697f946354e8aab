/** A login in use: its storage, its client, and its calls. */
import { type Failure, failures, type Person } from '@parley/protocol'
import { type AccessToken, type Api, type Client, createApi, createClient } from '@parley/protocol/client'
import type { AccountStorage } from './indexedDb.ts'
import type { HostWorld } from './host.ts'

export interface Account {
  readonly user: Person
  readonly client: Client
  readonly api: Api
  /** Writes what is unwritten and closes. What waits to be sent stays, the rest as well unless `forget`. */
  close(forget?: 'forget'): Promise<void>
}

export interface AccountPorts {
  /** From a login just now; `null`: the browser has a cookie, which gives one. */
  readonly access: AccessToken | null
  /** The server does not know this login any more. */
  readonly onEnded: (why: Failure) => void
  /** The storage was taken away: by a logout elsewhere, or by a newer build. */
  readonly onLost: () => void
}

/** Where the client keeps who it works for; with it a first start shows who is logged in before the server answers. */
const meKey = 'me'

export async function openAccount(world: HostWorld, user: Person, ports: AccountPorts): Promise<Account> {
  const { server, fetch, transport, clientName } = world
  const storage = await openStorage(world, user, ports.onLost)
  if ((await storage.values(meKey)).get(meKey) === undefined) await storage.setValue(meKey, JSON.stringify(user))
  const api = createApi({ server, fetch, now: () => world.now(), cookies: true, access: ports.access })
  const client = createClient({
    url: `${server.replace(/^http/, 'ws')}/ws`,
    transport,
    storage,
    env: world,
    tokens: api.tokens,
    clientName,
  })
  const stopListening = client.on((event) => {
    if (event.type !== 'state' || event.state.type !== 'stopped') return
    const { why } = event.state
    if (why !== null && failures[why.code].status === unauthenticatedStatus) ports.onEnded(why)
  })
  await client.start()
  return {
    user,
    client,
    api,
    async close(forget) {
      stopListening()
      await client.stop()
      if (forget === 'forget') await storage.forgetCache().catch(() => undefined)
      await storage.close()
    },
  }
}

const unauthenticatedStatus = 401

/** A browser that keeps nothing still lets its user chat. */
async function openStorage(world: HostWorld, user: Person, onLost: () => void): Promise<AccountStorage> {
  const storage = world.storage(user.id, onLost)
  try {
    await storage.opened()
    return storage
  } catch {
    return world.fallbackStorage()
  }
}
