/**
 * The screens without a server. The path chooses the screen; `?server=open|invite|closed|new|away` what answers before a login,
 * `?ended` that
 * a session was ended elsewhere, `?in` that somebody is logged in, `?info=private|group|channel|large` which chat is shown beside, `?theme=…`, `?text=…` and
 * `?dir=rtl` how it looks.
 */
import '../../styles/main.css'
import { type ReactElement, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useLocation } from 'wouter'
import { navigate } from 'wouter/use-browser-location'
import { failure } from '@parley/protocol'
import type { ServerInfo } from '@parley/protocol/client'
import { useChat, useSource } from '@parley/protocol/react'
import { type App, createApp } from '../../app/app.ts'
import { AppContext, useApp } from '../../app/useApp.ts'
import { createValue } from '../../app/value.ts'
import { browserWorld } from '../../app/world.ts'
import { Live, Toasts } from '../../parts/main.ts'
import { defaultLook, showLook, textSizes, themeChoices } from '../../styles/look.ts'
import { EntryScreens, followPresence, followTheme, InfoPanel, SidePanel } from '../main.ts'
import { fakeApi } from './fakeApi.ts'
import { fakeClient } from './fakeClient.ts'
import { fakeLink } from './fakeLink.ts'
import { chatId } from './people.ts'

const wanted = new URLSearchParams(location.search)
const theme = themeChoices.find((each) => each === wanted.get('theme')) ?? 'light'
const text = textSizes.find((each) => each === Number(wanted.get('text'))) ?? defaultLook.text
showLook(document.documentElement, { ...defaultLook, theme, text })
if (wanted.get('dir') === 'rtl') document.documentElement.dir = 'rtl'

const registrations = ['open', 'invite', 'closed'] as const
const kind = wanted.get('server') ?? 'open'
const info: ServerInfo = {
  name: 'Garden Street 12',
  version: '0.1.0',
  registration: registrations.find((each) => each === kind) ?? 'open',
  isNew: kind === 'new',
}
const link = fakeLink(info, kind === 'away')
const api = fakeApi(true)
const client = fakeClient()
Reflect.set(window, 'harness', { link, api, client })

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    wanted.has('in') ? (
      <LoggedIn app={appOf()} />
    ) : (
      <EntryScreens link={link} why={wanted.has('ended') ? failure('revoked', 'This session was ended.') : null} />
    ),
  )

function appOf(): App {
  const whole = {
    ...link,
    session: createValue({ type: 'open', client, api } as const),
    role: createValue('alone' as const),
    logout: () => api.logout(),
  }
  const { me } = client
  if (me === null) throw new Error('Nobody is logged in here.')
  const app = createApp({ client, api, link: whole, me, world: browserWorld((path) => navigate(path)) })
  followTheme(app)
  followPresence(app)
  return app
}

const infos: readonly string[] = ['private', 'group', 'channel', 'large']

function LoggedIn({ app }: { readonly app: App }): ReactElement {
  const [path] = useLocation()
  const [isInfoOpen, setInfoOpen] = useState(wanted.has('info'))
  const toasts = useSource(app.toasts)
  const hasPanel = path !== '/' && !path.startsWith('/chat/')
  return (
    <AppContext value={app}>
      <div className="shell" data-info={isInfoOpen || undefined}>
        <nav className="shell-side" aria-label="Chats">
          {hasPanel ? (
            <SidePanel path={path} />
          ) : (
            <button type="button" onClick={() => navigate('/contacts')}>
              Open the contacts
            </button>
          )}
        </nav>
        <main className="shell-main" aria-label="Chat">
          <h1>A chat</h1>
          <button type="button" onClick={() => setInfoOpen(true)}>
            Open the details
          </button>
        </main>
        {isInfoOpen && <Info onClose={() => setInfoOpen(false)} />}
        <Toasts toasts={toasts} onDismiss={app.dropToast} />
        <Live />
      </div>
    </AppContext>
  )
}

function Info({ onClose }: { readonly onClose: () => void }): ReactElement | null {
  const app = useApp()
  const view = useChat(app.client, chatId(infos.indexOf(wanted.get('info') ?? '') + 1))
  return view === null ? null : (
    <aside className="shell-info" aria-label="Details">
      <InfoPanel chat={view} onClose={onClose} />
    </aside>
  )
}
