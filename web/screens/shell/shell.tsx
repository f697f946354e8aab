/**
 * The frame of the logged-in client: the list of chats, the chat that is open, and what stands beside it. On a phone one of
 * them at a time; the path says which.
 */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { MessagesSquare } from 'lucide-react'
import { useLocation, useRoute } from 'wouter'
import { type ChatId, isChatId } from '@parley/protocol'
import { useChat, useChats, useSource } from '@parley/protocol/react'
import { nextAttention } from '@parley/protocol/text'
import { lastChat } from '../../app/app.ts'
import { useApp } from '../../app/useApp.ts'
import { KeyLayer, useAction, useChord } from '../../keys/main.ts'
import { useUpdate } from '../../offline/useUpdate.ts'
import { Banner, Button, EmptyState, Live, Toasts } from '../../parts/main.ts'
import { followPresence, followTheme, InfoPanel, otherTheme, SidePanel } from '../main.ts'
import { ChatPane } from './chatPane.tsx'
import { SidePane } from './sidePane.tsx'
import { Title } from './title.ts'

/** From here on the last chat is opened beside the list when the client starts. */
const wide = '(min-width: 926px)'
/** From here on the details have a column of their own. */
const besideAll = '(min-width: 1276px)'

export function Shell(): ReactElement {
  const app = useApp()
  const [path] = useLocation()
  const [, route] = useRoute('/chat/:chat/:seq?')
  const id = route?.chat ?? ''
  const chat = isChatId(id) ? id : null
  const target = Number(route?.seq ?? NaN)
  const [isInfoOpen, setInfoOpen] = useState(false)
  const hasPanel = path !== '/' && chat === null
  // What stands in the left column does not close the chat beside it.
  const kept = useRef<ChatId | null>(null)
  if (!hasPanel) kept.current = chat
  const shown = kept.current
  const toasts = useSource(app.toasts)
  useMoves(shown)

  // Where details take the place of something, they go when something else is opened.
  useEffect(() => {
    if (!matchMedia(besideAll).matches) setInfoOpen(false)
  }, [shown, hasPanel])
  useEffect(() => followTheme(app), [app])
  useEffect(() => followPresence(app), [app])
  useEffect(() => {
    if (shown === null) app.open(null)
  }, [app, shown])
  useEffect(() => {
    const last = lastChat(app.world)
    if (path === '/' && last !== null && isChatId(last) && matchMedia(wide).matches && app.client.chat(last) !== null)
      app.go(`/chat/${last}`)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when the client starts.
  }, [])
  useAction('chat.info', () => {
    if (shown === null) return false
    return setInfoOpen(!isInfoOpen)
  })

  return (
    <div className="shell" data-chat={(chat !== null && !hasPanel) || undefined} data-info={isInfoOpen || undefined}>
      <nav className="shell-side" aria-label="Chats" data-region="chats">
        <UpdateBar />
        {hasPanel ? <SidePanel path={path} /> : null}
        {/* Kept while a panel covers it, so that its place and its filter stay. */}
        <div className="shell-list" hidden={hasPanel}>
          <SidePane current={shown} />
        </div>
      </nav>
      <main className="shell-main" aria-label="Chat">
        {shown === null ? (
          <NothingOpen />
        ) : (
          <ChatPane
            chat={shown}
            target={Number.isSafeInteger(target) ? target : null}
            isInfoOpen={isInfoOpen}
            onInfo={() => setInfoOpen(!isInfoOpen)}
          />
        )}
      </main>
      {isInfoOpen && shown !== null && <Info chat={shown} onClose={() => setInfoOpen(false)} />}
      <Title />
      <KeyLayer />
      <Toasts toasts={toasts} onDismiss={app.dropToast} />
      <Live />
    </div>
  )
}

function NothingOpen(): ReactElement {
  const switcher = useChord('app.switcher')
  const help = useChord('app.help')
  return (
    <>
      <h1 className="quiet-text">Parley</h1>
      <EmptyState title="Select a chat" icon={MessagesSquare}>
        Or write to somebody new.
        {switcher !== null && <> {switcher.label} goes anywhere.</>}
        {help !== null && <> {help.label} shows all keys.</>}
      </EmptyState>
    </>
  )
}

/** A newer build waits until whoever writes wants it; drafts are kept across the reload. */
function UpdateBar(): ReactElement | null {
  const { isReady, reload } = useUpdate()
  return isReady ? (
    <Banner actions={<Button onClick={reload}>Reload</Button>}>A new version of Parley is here.</Banner>
  ) : null
}

function Info({ chat, onClose }: { readonly chat: ChatId; readonly onClose: () => void }): ReactElement | null {
  const app = useApp()
  const view = useChat(app.client, chat)
  return view === null ? null : (
    <aside className="shell-info" aria-label="Details" data-region="info">
      <InfoPanel chat={view} onClose={onClose} />
    </aside>
  )
}

/** The actions that go elsewhere; those along the list are the list's own. */
function useMoves(current: ChatId | null): void {
  const app = useApp()
  const chats = useChats(app.client)

  useAction('chats.back', () => history.back())
  useAction('chats.forward', () => history.forward())
  useAction('chats.attention', () => {
    const next = nextAttention(chats, app.me, (id) => app.mute(id) !== null, current)
    if (next === null) app.toast('Nothing waits for you.')
    else app.go(`/chat/${next.chat}/${next.seq}`)
  })
  useAction('app.newPrivate', () => app.go('/new/private'))
  useAction('app.newGroup', () => app.go('/new/group'))
  useAction('app.newChannel', () => app.go('/new/channel'))
  useAction('app.theme', () => otherTheme(app))
  useAction('app.settings', () => app.go('/settings'))
  useAction('app.profile', () => app.go('/profile'))
  useAction('app.contacts', () => app.go('/contacts'))
  useAction('app.logout', () => app.go('/settings/account'))
  useAction('chat.markRead', () => {
    const view = current === null ? null : app.client.chat(current)
    if (view === null) return false
    return app.client.mark(view.id, { read: view.seq })
  })
  useAction('chat.mute', () => {
    if (current === null) return false
    const isMuted = app.mute(current) !== null
    const refused = app.client.setSetting(`mute/${current}`, isMuted ? null : 'all')
    app.toast(refused?.message ?? (isMuted ? 'This chat notifies again.' : 'This chat is muted.'))
    return true
  })
}
