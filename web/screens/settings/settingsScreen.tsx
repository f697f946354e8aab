/** `/settings`, and `/settings/SECTION`. What takes effect at once needs no button to keep it. */
import type { ReactElement } from 'react'
import {
  Bell,
  ChevronRight,
  CircleUser,
  Info,
  Keyboard,
  type LucideIcon,
  MonitorSmartphone,
  Palette,
  UserPlus,
} from 'lucide-react'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { KeySettings } from '../../keys/keySettings.tsx'
import { Avatar } from '../../parts/main.ts'
import { Panel } from '../panel.tsx'
import { Username } from '../people/personLine.tsx'
import { PathLink } from '../pathLink.tsx'
import type { SectionId } from '../paths.ts'
import { useLoaded } from '../useLoaded.ts'
import { About } from './about.tsx'
import { Account } from './account.tsx'
import { Appearance } from './appearance.tsx'
import { InviteMaker } from './invites.tsx'
import { Notifications } from './notifications.tsx'
import { Sessions } from './sessions.tsx'

interface Section {
  readonly id: SectionId
  readonly title: string
  readonly detail: string
  readonly icon: LucideIcon
  readonly Content: () => ReactElement
  readonly isForAdministrators?: true
}

const sections: readonly Section[] = [
  {
    id: 'appearance',
    title: 'Appearance',
    detail: 'Theme, density, text size',
    icon: Palette,
    Content: Appearance,
  },
  {
    id: 'notifications',
    title: 'Notifications',
    detail: 'What notifies you, quiet hours',
    icon: Bell,
    Content: Notifications,
  },
  { id: 'keys', title: 'Keys', detail: 'All of them, and your own', icon: Keyboard, Content: Keys },
  {
    id: 'sessions',
    title: 'Sessions',
    detail: 'Where you are logged in',
    icon: MonitorSmartphone,
    Content: Sessions,
  },
  { id: 'account', title: 'Account', detail: 'Password, log out', icon: CircleUser, Content: Account },
  {
    id: 'invites',
    title: 'Invite people',
    detail: 'To this server',
    icon: UserPlus,
    Content: InviteMaker,
    isForAdministrators: true,
  },
  { id: 'about', title: 'About', detail: 'Server, version, licence', icon: Info, Content: About },
]

function Keys(): ReactElement {
  return (
    <div className="screen-pad">
      <KeySettings />
    </div>
  )
}

export interface SettingsScreenProps {
  /** `null`: the list of them. */
  readonly section: SectionId | null
  readonly onClose: () => void
}

export function SettingsScreen({ section: id, onClose }: SettingsScreenProps): ReactElement {
  const app = useApp()
  const section = sections.find((one) => one.id === id)
  if (section === undefined) return <SectionList onClose={onClose} />
  const { title, Content } = section
  return (
    <Panel key={id} title={title} onClose={() => app.go('/settings')}>
      <Content />
    </Panel>
  )
}

function SectionList({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const [account] = useLoaded('me', () => app.api.me())
  const isAdministrator = account.type === 'here' && account.value.isAdministrator
  const { id, name } = app.me
  return (
    <Panel title="Settings" onClose={onClose}>
      <PathLink to="/profile" go={(path) => app.go(path)} className="screen-setting screen-setting-me">
        <Avatar id={id} name={safeLine(name)} size={56} />
        <span className="screen-person-text">
          <span className="screen-person-name">
            <bdi>{safeLine(name)}</bdi>
          </span>
          <span className="screen-person-detail">
            <Username person={app.me} />. Profile and presence
          </span>
        </span>
        <ChevronRight aria-hidden />
      </PathLink>
      <ul className="screen-settings">
        {sections
          .filter((section) => isAdministrator || section.isForAdministrators !== true)
          .map(({ id: section, title, detail, icon: Icon }) => (
            <li key={section}>
              <PathLink to={`/settings/${section}`} go={(path) => app.go(path)} className="screen-setting">
                <Icon aria-hidden />
                <span className="screen-person-text">
                  <span className="screen-person-name">{title}</span>
                  <span className="screen-person-detail">{detail}</span>
                </span>
                <ChevronRight aria-hidden />
              </PathLink>
            </li>
          ))}
      </ul>
    </Panel>
  )
}
