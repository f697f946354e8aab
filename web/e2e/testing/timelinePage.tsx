/** A page with one timeline and nothing else, on the real client and the protocol's fake server: for tests and for looking. */
import '../../styles/main.css'
import { type ReactElement, type RefObject, useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import type { ChatId } from '@parley/protocol'
import { createApi } from '@parley/protocol/client'
import { createRemoteClient, type Port, remoteCalls, type RemoteClient } from '@parley/protocol/client/remote'
import { useChat } from '@parley/protocol/react'
import { type App, createApp } from '../../app/app.ts'
import { AppContext, useApp } from '../../app/useApp.ts'
import { createValue } from '../../app/value.ts'
import { browserWorld } from '../../app/world.ts'
import { Live } from '../../parts/main.ts'
import type { Link, Role, Session } from '../../link/link.ts'
import { Timeline, type TimelineHandle } from '../../timeline/main.ts'
import type { HostCalls } from './timelinePageHost.ts'

export interface TimelinePage {
  readonly host: HostCalls
  readonly app: App
  readonly chat: ChatId
  readonly timeline: RefObject<TimelineHandle | null>
  /** Closes the chat, or opens it again. */
  show(isShown: boolean): void
}

declare global {
  interface Window {
    timelinePage?: TimelinePage
  }
}

const query = new URLSearchParams(location.search)
const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise)
const type = query.get('type')
for (const name of ['theme', 'density', 'text'] as const) {
  const value = query.get(name)
  if (value !== null) document.documentElement.dataset[name] = value
}
if (query.has('rtl')) document.documentElement.dir = 'rtl'

const worker = new Worker('/timelinePageHost.js', { type: 'module' })
const port: Port = {
  post: (message) => worker.postMessage(message, []),
  listen(listener) {
    const hear = (event: MessageEvent<unknown>): void => listener(event.data)
    worker.addEventListener('message', hear)
    return () => worker.removeEventListener('message', hear)
  },
}
const { calls: host } = remoteCalls<HostCalls>(port, 'host', {
  begin: true,
  post: true,
  postMany: true,
  edit: true,
  remove: true,
  typing: true,
  read: true,
  line: true,
  refuseNext: true,
})

const nothing = (): Promise<never> => Promise.reject(new Error('There is no such thing on this page.'))
const link: Link = {
  session: createValue<Session>({ type: 'starting' }),
  role: createValue<Role>('alone'),
  register: nothing,
  login: nothing,
  logout: nothing,
  server: nothing,
}

async function open(): Promise<void> {
  const world = browserWorld(() => undefined)
  const chat = await host.begin({
    messages: number('messages', 300),
    unread: number('unread', 0),
    type: type === 'private' || type === 'channel' ? type : 'group',
  })
  const client: RemoteClient = createRemoteClient(port, world)
  await client.opened
  await until(client, () => client.chat(chat) !== null && client.me !== null && client.state.type === 'online')
  const { me } = client
  if (me === null) throw new Error('Nobody is here.')
  const api = createApi({ server: 'http://localhost', fetch: nothing, now: world.now, load: nothing, save: nothing })
  const app = createApp({ client, api, link, me, world })
  const place = document.getElementById('root')
  if (place === null) throw new Error('The page has no root.')
  createRoot(place).render(
    <AppContext value={app}>
      <Page chat={chat} />
    </AppContext>,
  )
}

function until(client: RemoteClient, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = client.on(look)
    look()
  })
}

const target = query.has('target') ? number('target', 0) : null

function Page({ chat }: { readonly chat: ChatId }): ReactElement {
  const app = useApp()
  const view = useChat(app.client, chat)
  const timeline = useRef<TimelineHandle | null>(null)
  const [isShown, setShown] = useState(true)
  useEffect(() => {
    if (!isShown) return undefined
    app.open(chat)
    const stop = app.client.look(chat)
    return () => {
      stop()
      app.open(null)
    }
  }, [app, chat, isShown])
  useEffect(() => app.desk(chat).onPosted(() => timeline.current?.goToEnd()), [app, chat])
  useEffect(() => {
    window.timelinePage = { host, app, chat, timeline, show: setShown }
  }, [app, chat])
  return (
    <main style={{ display: 'flex', flexDirection: 'column', blockSize: '100dvh' }}>
      <h1 className="quiet-text">Timeline</h1>
      <h2 className="quiet-text">Chat</h2>
      {isShown && view !== null && <Timeline key={chat} chat={view} target={target} handle={timeline} />}
      <Live />
    </main>
  )
}

void open()
