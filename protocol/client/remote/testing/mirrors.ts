/** A client with tabs at ports, and what a tab must show of it. */
import { expect } from 'bun:test'
import type { ChatId } from '../../../ids.ts'
import type { FakeAccount } from '../../testing/fakeServer.ts'
import type { Rig } from '../../testing/rig.ts'
import type { Client } from '../../client.ts'
import type { ClientEvent } from '../../events.ts'
import type { ChatView } from '../../view.ts'
import type { Visit } from '../../visit.ts'
import { createRemoteClient } from '../createRemoteClient.ts'
import type { RemoteClient } from '../remoteClient.ts'
import { serveClient } from '../serveClient.ts'
import { createPorts, type Ports } from './ports.ts'

export interface Tab {
  readonly client: RemoteClient
  readonly events: readonly ClientEvent[]
  /** What the client has told since this tab came. */
  readonly expected: readonly ClientEvent[]
  readonly ports: Ports
  /** The host stops serving this tab. */
  readonly stop: () => void
}

export interface Host {
  readonly client: Client
  /** Every visit that a tab opened, as the client has it. */
  readonly visits: readonly Visit[]
  tab(copy?: (message: unknown) => unknown): Promise<Tab>
}

/** A client that is online. */
export async function createHost(rig: Rig, account: FakeAccount): Promise<Host> {
  const visits: Visit[] = []
  const { client } = await rig.client(account)
  await rig.clock.until(() => client.state.type === 'online')
  const served: Client = {
    ...client,
    get state() {
      return client.state
    },
    get me() {
      return client.me
    },
    async visit(chat, place) {
      const visit = await client.visit(chat, place)
      visits.push(visit)
      return visit
    },
  }
  return {
    client,
    visits,
    async tab(copy) {
      const ports = createPorts(copy)
      const [events, expected]: [ClientEvent[], ClientEvent[]] = [[], []]
      const stop = serveClient(served, ports.host)
      const remote = createRemoteClient(ports.tab, rig.clock)
      remote.on((event) => events.push(event))
      client.on((event) => expected.push(event))
      await rig.clock.advance(0)
      await remote.opened
      return { client: remote, events, expected, ports, stop }
    },
  }
}

/** The tab shows what the client shows; `looked` are the chats that it looks at. */
export function expectSame(tab: RemoteClient, client: Client, looked: (chat: ChatId) => boolean): void {
  expect(tab.state).toEqual(client.state)
  expect(tab.me).toEqual(client.me)
  expect(sorted(tab.settings(''))).toEqual(sorted(client.settings('')))
  expect(tab.chats().map(({ id }) => id)).toEqual(client.chats().map(({ id }) => id))
  expect(tab.cursors()).toEqual(client.cursors())
  for (const view of client.chats()) {
    expect(tab.isLooked(view.id)).toBe(looked(view.id))
    expect(plain(tab.chat(view.id))).toEqual(plain(looked(view.id) ? view : shortened(view)))
  }
  expect(tab.chats()).toBe(tab.chats())
  for (const view of tab.chats()) expect(tab.chat(view.id)).toBe(view)
}

/** Without the class, whose inside depends on the order in which members came. */
const plain = (view: ChatView | null): unknown =>
  view === null ? null : { ...view, members: sorted(new Map(view.members)), marks: sorted(view.marks) }

const sorted = <Value>(map: ReadonlyMap<string, Value>): unknown =>
  [...map].sort(([one], [other]) => (one < other ? -1 : 1))

function shortened(view: ChatView): ChatView {
  const { messages, read, unread } = view
  const unseen = unread === 0 ? 0 : messages.filter(({ seq }) => seq > read).length
  const shown = messages.slice(-Math.min(50, Math.max(1, unseen)))
  return { ...view, messages: shown, hasOlder: view.hasOlder || shown.length < messages.length }
}
