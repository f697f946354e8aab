/** The client of a login, as both forms of the terminal client have it. */
import { type Client, createClient } from '@parley/protocol/client'
import type { OpenAccount, TuiWorld } from './world.ts'

/** Not started. */
export const clientOf = (
  { account, storage, api }: OpenAccount,
  world: Pick<TuiWorld, 'transport' | 'now' | 'random' | 'after'>,
  clientName: string,
): Client =>
  createClient({
    url: `${account.server.replace(/^http/, 'ws')}/ws`,
    transport: world.transport,
    storage,
    env: world,
    tokens: api.tokens,
    clientName,
  })
