/** A clock, a server and clients on it, for tests. */
import type { Entry } from '../../event.ts'
import { type Failure, FailureError } from '../../failure.ts'
import { type ChatId, newChatId, newSubmissionId } from '../../ids.ts'
import type { ChatType } from '../../permission.ts'
import type { Client, ClientOptions } from '../client.ts'
import { createClient } from '../createClient.ts'
import type { ClientEvent } from '../events.ts'
import { memoryStorage } from '../memory.ts'
import { type Clock, createClock } from './clock.ts'
import { createFakeServer, type FakeAccount, type FakeServer } from './fakeServer.ts'

export interface Rig {
  readonly clock: Clock
  readonly server: FakeServer
  /** A chat whose first is the owner, made at once. */
  chat(people: readonly [FakeAccount, ...FakeAccount[]], type?: ChatType): ChatId
  /** Posts at once, past every client. */
  post(by: FakeAccount, chat: ChatId, text: string): Entry
  /** A client that has started. */
  client(account: FakeAccount, options?: Partial<ClientOptions>): Promise<Watched>
}

interface Watched {
  readonly client: Client
  readonly events: readonly ClientEvent[]
}

export function createRig(seed = 1): Rig {
  const clock = createClock(seed)
  const server = createFakeServer(clock)
  const submit = (by: FakeAccount, chat: ChatId, command: Parameters<FakeServer['submit']>[3]): Entry => {
    const result = server.submit(by.person.id, chat, newSubmissionId(clock), command)
    if ('code' in result) throw new Error(result.message)
    return result
  }
  return {
    clock,
    server,
    chat([owner, ...others], type = 'group') {
      const id = newChatId(clock)
      const members = others.map(({ person }) => person.id)
      submit(owner, id, { type: 'create', chatType: type, ...(type === 'private' ? {} : { title: 'Tea' }), members })
      return id
    },
    post: (by, chat, text) => submit(by, chat, { type: 'post', content: { kind: 'text', text } }),
    async client({ tokens }, options = {}) {
      const { transport } = server.network
      const client = createClient({
        url: 'ws://test',
        transport,
        storage: memoryStorage(),
        env: clock,
        tokens,
        ...options,
      })
      const events: ClientEvent[] = []
      client.on((event) => events.push(event))
      await client.start()
      return { client, events }
    },
  }
}

export const textOf = (message: { readonly content: { readonly kind: string } }): string =>
  'text' in message.content && typeof message.content.text === 'string' ? message.content.text : message.content.kind

/** What a promise was refused with; `null` where it was not. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure | null> {
  try {
    await promise
    return null
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
}
