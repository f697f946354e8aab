/** `/profile`: who one is to others, and how one seems to be here. The server changes no names, so they are only shown. */
import type { ReactElement } from 'react'
import { Link as LinkIcon, Settings } from 'lucide-react'
import type { Status } from '@parley/protocol'
import { useMe, useSetting } from '@parley/protocol/react'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Avatar, Button, SectionHeading } from '../../parts/main.ts'
import { copyText } from '../copyText.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { Panel } from '../panel.tsx'
import { Username } from '../people/personLine.tsx'
import { useLoaded } from '../useLoaded.ts'
import { choosePresence, presenceSetting, readPresence } from './presence.ts'
import { Choices } from '../choices.tsx'

const statuses: readonly { readonly value: Status; readonly label: string; readonly hint: string }[] = [
  { value: 'online', label: 'Online', hint: 'You are here.' },
  { value: 'away', label: 'Away', hint: 'You are not at the keyboard.' },
  { value: 'busy', label: 'Busy', hint: 'Nothing notifies you.' },
  { value: 'offline', label: 'Invisible', hint: 'You seem not to be here.' },
]

export function ProfileScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const me = useMe(app.client) ?? app.me
  const presence = readPresence(useSetting(app.client, presenceSetting))
  const [account, reload] = useLoaded('me', () => app.api.me())
  const name = safeLine(me.name)
  return (
    <Panel title="My profile" onClose={onClose}>
      <div className="screen-face">
        <Avatar id={me.id} name={name} size={88} presence={presence} />
        <p className="screen-face-title" dir="auto">
          {name}
        </p>
        <p className="screen-person-detail">
          <Username person={me} />
        </p>
      </div>
      <SectionHeading level={3}>How others see you</SectionHeading>
      <Choices
        label="How others see you"
        value={presence}
        options={statuses}
        onChange={(status) => choosePresence(app, status)}
      />
      <SectionHeading level={3}>Account</SectionHeading>
      <LoadedPart loaded={account} onRetry={reload}>
        {({ email, isAdministrator }) => (
          <dl className="screen-facts">
            <div>
              <dt>Email</dt>
              <dd dir="auto">{safeLine(email)}</dd>
            </div>
            <div>
              <dt>Username</dt>
              <dd>
                <Username person={me} />
              </dd>
            </div>
            {isAdministrator && (
              <div>
                <dt>On this server</dt>
                <dd>You are its administrator.</dd>
              </div>
            )}
          </dl>
        )}
      </LoadedPart>
      <div className="screen-pad screen-choices">
        <Button
          isWide
          icon={LinkIcon}
          onClick={() => copyText(app, `${location.origin}/new/private/${encodeURIComponent(me.username)}`)}
        >
          Copy a link to write to me
        </Button>
        <Button isWide icon={Settings} onClick={() => app.go('/settings')}>
          Settings
        </Button>
      </div>
    </Panel>
  )
}
