/**
 * What is open in this tab, for whoever is logged in. Screens read it through `useApp`; what is shared by all tabs (the client,
 * its socket, its storage) lives behind the link.
 *
 *     screens ─ parts          keys ─ run(action)
 *        │                       │
 *        └──────── app ──────────┘
 *           desks · toasts · names · route
 *              │
 *           client (mirrored) ─── port ─── host
 *
 * It guarantees that what the server refuses is said in words and kept, and that nothing here waits for the network before it
 * shows what was done.
 */
import type { ChatId, Person, UserId } from '@parley/protocol'
import type { ClientEnv, Source } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'
import { type Clock, readMute, safeLine } from '@parley/protocol/text'
import type { Link, RemoteApi } from '../link/link.ts'
import { type Toast, withToast } from '../parts/main.ts'
import { createDesks } from './desks.ts'
import { failureOf } from './failureOf.ts'
import type { Desk } from './desk.ts'
import { lastKey } from './lastKey.ts'
import { createValue } from './value.ts'

export interface App {
  readonly client: RemoteClient
  readonly api: RemoteApi
  readonly link: Link
  readonly world: AppWorld
  /** Who is logged in. */
  readonly me: Person
  /** Sanitised; whoever is not known yet is asked for, and is 'Someone' until then. */
  nameOf(id: UserId): string
  clock(): Clock
  desk(chat: ChatId): Desk
  go(path: string): void
  /** The chat whose path is open. */
  readonly current: Source<ChatId | null>
  /** Told by the shell when the path is another. */
  open(chat: ChatId | null): void
  /** Makes the private chat with a person where there is none, and goes there. */
  openPrivate(id: UserId): Promise<void>
  mute(chat: ChatId): 'all' | 'mentions' | null
  readonly toasts: Source<readonly Toast[]>
  toast(text: string, tone?: Toast['tone']): void
  dropToast(id: number): void
  /** Failures become a toast in plain words. */
  attempt(work: () => Promise<unknown>): void
  /** Said by screen readers when they are idle. */
  announce(text: string): void
  /** Another number when a name, a presence or a setting is another: what lists show besides their chats. */
  readonly revision: Source<number>
  /** Another number when a name is another: all that a timeline shows besides its messages. */
  readonly names: Source<number>
  close(): void
}

/** What the app takes from the browser. */
export interface AppWorld extends ClientEnv {
  /** Minutes east of UTC at a time. */
  offset(at: number): number
  readonly hour12: boolean
  /** What outlives the tab on this device; a full or forbidden store keeps nothing, and says nothing. */
  readonly kept: Kept
  go(path: string): void
  announce(text: string): void
}

export interface Kept {
  get(key: string): string | null
  set(key: string, value: string | null): void
  keys(prefix: string): readonly string[]
  /** Told of what other tabs write. The result ends it. */
  watch(changed: (key: string, value: string | null) => void): () => void
}

export interface AppParts {
  readonly client: RemoteClient
  readonly api: RemoteApi
  readonly link: Link
  readonly me: Person
  readonly world: AppWorld
}

export function createApp({ client, api, link, me, world }: AppParts): App {
  const toasts = createValue<readonly Toast[]>([])
  const current = createValue<ChatId | null>(null)
  const revision = createValue(0)
  const names = createValue(0)
  let toastId = 0

  const clock = (): Clock => ({ now: world.now(), offset: world.offset, hour12: world.hour12 })

  const app: App = {
    client,
    api,
    link,
    world,
    get me() {
      return client.me ?? me
    },
    nameOf(id) {
      const name = safeLine(client.person(id)?.name ?? '').trim()
      return name === '' ? 'Someone' : name
    },
    clock,
    desk: (chat) => desks.of(chat),
    go: world.go,
    current,
    open(chat) {
      const before = current.get()
      if (before === chat) return
      current.set(chat)
      if (chat === null) return
      world.kept.set(lastKey, chat)
      desks.opened(chat)
    },
    async openPrivate(id) {
      const known = client.chats().find(({ peer }) => peer === id)
      const chat = known?.id ?? (await api.createChat({ type: 'private', members: [id] })).id
      world.go(`/chat/${chat}`)
    },
    mute(chat) {
      return readMute(client.setting(`mute/${chat}`), world.now())?.what ?? null
    },
    toasts,
    toast(text, tone = 'info') {
      toasts.set(withToast(toasts.get(), { id: ++toastId, text, tone }))
    },
    dropToast(id) {
      toasts.set(toasts.get().filter((one) => one.id !== id))
    },
    attempt(work) {
      work().catch((error: unknown) => app.toast(failureOf(error).message, 'error'))
    },
    announce: world.announce,
    revision,
    names,
    close() {
      stopListening()
      desks.close()
    },
  }
  const desks = createDesks(app)
  const stopListening = client.on((event) => {
    switch (event.type) {
      case 'rejected':
        return app.toast(`Not sent: ${event.failure.message}`, 'error')
      case 'failure':
        return app.toast(event.failure.message, 'error')
      case 'contact':
        if (event.contact.state === 'incoming')
          app.toast(`${safeLine(event.contact.person.name)} asks to be your contact.`)
        return
      case 'gone':
        if (current.get() !== event.chat) return
        app.toast('You are no longer in this chat.')
        return world.go('/')
      case 'people':
        names.set(names.get() + 1)
        return revision.set(revision.get() + 1)
      case 'presence':
      case 'settings':
        return revision.set(revision.get() + 1)
      case 'state':
      case 'chats':
      case 'visit':
      case 'entry':
      case 'typing':
      case 'unread':
      case 'marks':
    }
  })
  return app
}

/** The chat that was open last on this device. */
export const lastChat = ({ kept }: AppWorld): string | null => kept.get(lastKey)
