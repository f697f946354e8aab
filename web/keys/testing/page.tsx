/**
 * A page for the tests of keys in a real browser: three parts, a composer of one line, messages, the settings of keys, over the
 * real app and the protocol's own server in memory. What the app was asked for stands in `window.harness`.
 */
import './page.css'
import { useState, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { type ChatId, newChatId, newSubmissionId } from '@parley/protocol'
import { createClient, memoryStorage } from '@parley/protocol/client'
import { createRemoteClient, type Port, serveClient } from '@parley/protocol/client/remote'
import { createFakeServer } from '../../../protocol/client/testing/fakeServer.ts'
import { createApp } from '../../app/app.ts'
import { AppContext } from '../../app/useApp.ts'
import { createValue } from '../../app/value.ts'
import { browserWorld } from '../../app/world.ts'
import { Live } from '../../parts/main.ts'
import { defaultLook, showLook, themeChoices } from '../../styles/look.ts'
import { KeyLayer, KeySettings, useAction } from '../main.ts'

const wanted = new URLSearchParams(location.search)
const theme = themeChoices.find((each) => each === wanted.get('theme'))
showLook(document.documentElement, { ...defaultLook, theme: theme ?? 'light' })
if (wanted.get('dir') === 'rtl') document.documentElement.dir = 'rtl'

const went: string[] = []
const done: string[] = []
const world = browserWorld((path) => void went.push(path))
/** Ids are made of the time: it stands still until they are made. */
let isSettled = false
const startedAt = world.now()
const clock = {
  now: () => (isSettled ? world.now() : startedAt),
  random: world.random,
  after: inOrder(world.now),
  advance: () => Promise.resolve(),
  until: () => Promise.resolve(),
}
const server = createFakeServer(clock)
const [ann, ben, cleo] = [server.user('ann'), server.user('ben'), server.user('cleo')]
const dora = server.user('dora').person
const chatOf = (title: string | null, others: readonly (typeof ann)[]): ChatId => {
  const id = newChatId(clock)
  const chatType = title === null ? 'private' : 'group'
  const members = others.map(({ person }) => person.id)
  const titled = title === null ? {} : { title }
  server.submit(ann.person.id, id, newSubmissionId(clock), { type: 'create', chatType, members, ...titled })
  return id
}
const say = (by: typeof ann, chat: ChatId, text: string): unknown =>
  server.submit(by.person.id, chat, newSubmissionId(clock), { type: 'post', content: { kind: 'text', text } })

const count = Number(wanted.get('chats') ?? 3)
const tea = chatOf('Tea at four', [ben, cleo])
const direct = chatOf(null, [ben])
for (let at = 3; at <= count; at++) chatOf(`Garden ${at}`, [ben])
say(ann, tea, 'Shall I bring **cake**?')
say(ann, tea, 'Bring the plum cake')
say(ben, direct, 'Hello')
isSettled = true

const client = createClient({
  url: 'ws://test',
  transport: server.network.transport,
  storage: memoryStorage(),
  env: clock,
  tokens: ann.tokens,
})
await client.start()
const { port1, port2 } = new MessageChannel()
const portOf = (port: MessagePort): Port => ({
  post: (message) => port.postMessage(message),
  listen(onMessage) {
    const heard = (event: MessageEvent): void => onMessage(event.data)
    port.addEventListener('message', heard)
    port.start()
    return () => port.removeEventListener('message', heard)
  },
})
serveClient(client, portOf(port1))
const remote = createRemoteClient(portOf(port2), clock)
await remote.opened
const nothing = (): Promise<never> => Promise.reject(new Error('The page of this test has no server for that.'))
const app = createApp({
  client: remote,
  api: {
    logout: nothing,
    sessions: nothing,
    revoke: nothing,
    revokeOthers: nothing,
    changePassword: nothing,
    me: nothing,
    users: (query) => Promise.resolve([dora].filter(({ username }) => username.startsWith(query.toLowerCase()))),
    contacts: nothing,
    requestContact: nothing,
    acceptContact: nothing,
    declineContact: nothing,
    blockContact: nothing,
    unblockContact: nothing,
    removeContact: nothing,
    createChat: ({ members }) => {
      done.push(`createChat ${members.join()}`)
      return nothing()
    },
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
remote.look(tea)
app.open(tea)
/** Which keys the browser did not get. */
const prevented: string[] = []
window.addEventListener('keydown', (event) =>
  setTimeout(() => {
    if (event.defaultPrevented) prevented.push(event.key)
  }),
)
Reflect.set(window, 'harness', {
  app,
  went,
  done,
  prevented,
  chats: { tea, direct },
  people: { ben: ben.person, dora },
})

/** The timers of a browser may overtake one another by a millisecond, and the server's frames with them. */
function inOrder(now: () => number): (ms: number, run: () => void) => () => void {
  const waiting = new Map<number, { readonly at: number; readonly run: () => void }>()
  let made = 0
  const runDue = (): void => {
    const due = [...waiting].filter(([, { at }]) => at <= now()).sort(([, one], [, other]) => one.at - other.at)
    for (const [id, { run }] of due) if (waiting.delete(id)) run()
  }
  return (ms, run) => {
    const id = made++
    waiting.set(id, { at: now() + ms, run })
    setTimeout(runDue, ms + 1)
    return () => waiting.delete(id)
  }
}

function Page(): ReactElement {
  const [text, setText] = useState('')
  const [isSearching, setSearching] = useState(false)
  const note = (id: string) => (): void => void done.push(id)
  useAction('chat.search', () => {
    if (isSearching) return false
    setSearching(true)
    return true
  })
  useAction('composer.send', () => {
    done.push(`send ${text}`)
    setText('')
  })
  useAction('composer.editLast', note('editLast'))
  useAction('composer.bold', note('bold'))
  useAction('message.reply', note('reply'))
  useAction('message.actions', note('actions'))
  useAction('app.theme', note('theme'))
  useAction('app.settings', note('settings'))
  return (
    <div
      style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 3fr)', gap: '1rem', padding: '1rem' }}
    >
      <nav aria-label="Chats" data-region="chats">
        <button type="button">First chat</button>
        <button type="button">Second chat</button>
      </nav>
      <main aria-label="Chat" data-region="chat">
        {isSearching && <p id="searching">Searching</p>}
        <article tabIndex={0} data-keys="message" aria-label="A message">
          A message <a href="#there">with a link</a>
        </article>
        <textarea
          aria-label="Write a message"
          data-keys="composer"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </main>
      <section aria-label="Settings" data-region="settings" style={{ gridColumn: '1 / -1', maxInlineSize: '44rem' }}>
        <KeySettings />
      </section>
      <KeyLayer />
      <Live />
    </div>
  )
}

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <AppContext value={app}>
      <Page />
    </AppContext>,
  )
