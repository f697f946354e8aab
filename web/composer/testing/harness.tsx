/**
 * A page with nothing but a composer, over the real app, the real client and the protocol's own server in memory. Its messages
 * are lost with the page; settings and what the device keeps are not, and people and chats have the same ids after a reload.
 */
import '../../styles/main.css'
import { useRef, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import type { ChatId, Contact } from '@parley/protocol'
import { createClient, memoryStorage } from '@parley/protocol/client'
import { useChat, useSource } from '@parley/protocol/react'
import { newChatId, newSubmissionId } from '@parley/protocol'
import { createFakeServer } from '../../../protocol/client/testing/fakeServer.ts'
import { createApp } from '../../app/app.ts'
import { AppContext, useApp } from '../../app/useApp.ts'
import { createValue } from '../../app/value.ts'
import { browserWorld } from '../../app/world.ts'
import { KeyLayer } from '../../keys/main.ts'
import { Live } from '../../parts/main.ts'
import { Composer, type ComposerHandle } from '../main.ts'

const world = browserWorld((path) => {
  const at = path.split('/')[2]
  const chat = Object.values(chats).find((id) => id === at)
  if (chat !== undefined) shown.set(chat)
  paths.set([...paths.get(), path])
})
const paths = createValue<readonly string[]>([])

/** Ids are made of the time: it stands still until they are made. */
let isSettled = false
let seed = 1
/** The time, which does not move while one thing is done: what is asked for first comes first. */
let held: number | null = null
function standing(): number {
  if (!isSettled) return 1_700_000_000_000
  if (held === null) queueMicrotask(() => (held = null))
  held ??= Date.now()
  return held
}
const clock = {
  now: standing,
  random: () => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  },
  after: inOrder(),
  advance: () => Promise.resolve(),
  until: () => Promise.resolve(),
}
const server = createFakeServer(clock)
const [ann, bob, cleo, dan] = [server.user('ann'), server.user('bob'), server.user('cleo'), server.user('dan')]
const create = (type: 'private' | 'group' | 'channel', owner: typeof ann, others: readonly (typeof ann)[]): ChatId => {
  const id = newChatId(clock)
  const members = others.map(({ person }) => person.id)
  const title = type === 'private' ? {} : { title: type === 'group' ? 'Tea' : 'News' }
  server.submit(owner.person.id, id, newSubmissionId(clock), { type: 'create', chatType: type, members, ...title })
  return id
}
const chats = {
  tea: create('group', ann, [bob, cleo]),
  private: create('private', ann, [bob]),
  news: create('channel', bob, [ann]),
  blocked: create('private', ann, [dan]),
}
const say = (by: typeof ann, text: string): unknown =>
  server.submit(by.person.id, chats.tea, newSubmissionId(clock), { type: 'post', content: { kind: 'text', text } })
say(bob, 'Is there any tea left?')
say(ann, 'Some teh, I think')
isSettled = true

const shown = createValue<ChatId>(chats.tea)

const client = createClient({
  url: 'ws://test',
  transport: server.network.transport,
  storage: memoryStorage(),
  env: clock,
  tokens: ann.tokens,
})
await client.start()
// Everything is mirrored where there is no port between.
const near = Object.assign(client, {
  opened: Promise.resolve(),
  look: () => () => undefined,
  isLooked: () => true,
  close: () => undefined,
})
while (client.state.type !== 'online') await new Promise((resolve) => setTimeout(resolve, 10))
await client.loadOlder(chats.tea).catch(() => undefined)
// The account outlives the page.
const settingPrefix = 'harness/'
for (const [key, value] of Object.entries(localStorage))
  if (key.startsWith(settingPrefix) && typeof value === 'string')
    client.setSetting(key.slice(settingPrefix.length), value)
client.on((event) => {
  if (event.type !== 'settings') return
  for (const key of event.keys) {
    const value = client.setting(key)
    if (value === null) localStorage.removeItem(settingPrefix + key)
    else localStorage.setItem(settingPrefix + key, value)
  }
})
const contacts: readonly Contact[] = [
  { person: { ...bob.person, id: bob.person.id }, state: 'accepted' },
  { person: dan.person, state: 'blocked' },
]
const nothing = (): Promise<never> => Promise.reject(new Error('The page of this test has no server for that.'))
const app = createApp({
  client: near,
  api: {
    logout: nothing,
    sessions: nothing,
    revoke: nothing,
    revokeOthers: nothing,
    changePassword: nothing,
    me: nothing,
    users: nothing,
    contacts: () => Promise.resolve(contacts),
    requestContact: nothing,
    acceptContact: nothing,
    declineContact: nothing,
    blockContact: nothing,
    unblockContact: nothing,
    removeContact: nothing,
    createChat: nothing,
    invite: nothing,
  },
  link: {
    session: createValue({ type: 'starting' }),
    role: createValue('alone'),
    register: nothing,
    login: nothing,
    logout: nothing,
    server: nothing,
  },
  me: ann.person,
  world,
})

/** What is due in the same millisecond happens in the order in which it was asked for: frames rely on it. */
function inOrder(): (ms: number, run: () => void) => () => void {
  const due: { readonly at: number; readonly run: () => void }[] = []
  return (ms, run) => {
    const one = { at: clock.now() + ms, run }
    due.push(one)
    due.sort((a, b) => a.at - b.at)
    // Each in a task of its own, as a socket's messages are.
    const runNext = (): void => {
      if (due[0] === undefined || due[0].at > one.at) return
      due.shift()?.run()
      setTimeout(runNext, 0)
    }
    setTimeout(runNext, ms)
    return () => {
      const place = due.indexOf(one)
      if (place !== -1) due.splice(place, 1)
    }
  }
}

/** Counts how often what stands beside the composer is drawn. */
let drawn = 0

function Messages({ chat }: { readonly chat: ChatId }): ReactElement {
  const view = useChat(useApp().client, chat)
  drawn++
  return (
    <ol id="messages" className="harness-messages">
      {view?.messages.map(({ id, content, replyTo }) => (
        <li key={id} data-reply={replyTo}>
          {content.kind === 'text' ? content.text : content.kind}
        </li>
      ))}
    </ol>
  )
}

function Page(): ReactElement {
  const chat = useSource(shown)
  const view = useChat(app.client, chat)
  const handle = useRef<ComposerHandle | null>(null)
  const toasts = useSource(app.toasts)
  Object.assign(window, {
    harness: { app, server, chats, shown, paths, handle, people: { ann, bob, cleo }, drawn: () => drawn },
  })
  return (
    <main style={{ display: 'grid', gridTemplateRows: '1fr auto', blockSize: '100dvh' }}>
      <div>
        <h1>Composer</h1>
        <Messages chat={chat} />
      </div>
      {view !== null && <Composer key={chat} chat={view} handle={handle} />}
      <div id="toasts">
        {toasts.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
      <KeyLayer />
      <Live />
    </main>
  )
}

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <AppContext value={app}>
      <Page />
    </AppContext>,
  )
