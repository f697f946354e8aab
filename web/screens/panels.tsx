/** Which panel a path opens. Back leads to the chat beside it, or to the list. */
import { type ReactElement, useEffect } from 'react'
import { useApp } from '../app/useApp.ts'
import { Button, EmptyState } from '../parts/main.ts'
import { NewChat } from './newChat/newChat.tsx'
import { NewPrivate } from './newChat/newPrivate.tsx'
import { Panel } from './panel.tsx'
import { placeOf } from './paths.ts'
import { ContactsScreen } from './people/contactsScreen.tsx'
import { ProfileScreen } from './profile/profileScreen.tsx'
import { SettingsScreen } from './settings/settingsScreen.tsx'
import { WelcomeScreen } from './welcome/welcomeScreen.tsx'

export function Panels({ path }: { readonly path: string }): ReactElement | null {
  const app = useApp()
  const onClose = (): void => {
    const chat = app.current.get()
    app.go(chat === null ? '/' : `/chat/${chat}`)
  }
  const place = placeOf(path)
  switch (place.type) {
    case 'contacts':
      return <ContactsScreen onClose={onClose} />
    case 'newPrivate':
      return <NewPrivate key={place.username} username={place.username} onClose={onClose} />
    case 'newChat':
      return <NewChat key={place.chat} type={place.chat} onClose={onClose} />
    case 'profile':
      return <ProfileScreen onClose={onClose} />
    case 'welcome':
      return <WelcomeScreen onClose={onClose} />
    case 'settings':
      return <SettingsScreen section={place.section} onClose={onClose} />
    case 'entry':
      return <ToChats />
    case 'invite':
      return (
        <Panel title="An invitation" onClose={onClose}>
          <EmptyState title="You are here already" actions={<Button onClick={onClose}>To my chats</Button>}>
            This link invites somebody to this server, and you have an account on it. Pass it on.
          </EmptyState>
        </Panel>
      )
    case 'nowhere':
      return (
        <Panel title="There is nothing here" onClose={onClose}>
          <EmptyState title="No page has this address" actions={<Button onClick={onClose}>To my chats</Button>}>
            It may be misspelled, or what was here is gone.
          </EmptyState>
        </Panel>
      )
  }
}

/** Who is logged in needs no login. */
function ToChats(): null {
  const app = useApp()
  useEffect(() => app.go('/'), [app])
  return null
}
