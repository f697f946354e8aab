/** Every part in every state on one page, for eyes and for axe. `?broken` shows the page for what broke. */
import {
  AtSign,
  Bell,
  BellOff,
  Copy,
  Ellipsis,
  MessageCircle,
  Pencil,
  Pin,
  Plus,
  Reply,
  Send,
  Trash2,
} from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { BrokenPage } from '../brokenPage.tsx'
import {
  announce,
  Avatar,
  Badge,
  Banner,
  Button,
  ChatIcon,
  ConfirmDialog,
  Dialog,
  Divider,
  EmptyState,
  ErrorBoundary,
  IconButton,
  Live,
  type MenuItem,
  MenuButton,
  nameColour,
  PasswordField,
  SearchField,
  SectionHeading,
  Select,
  SkeletonRow,
  Spinner,
  Switch,
  Tabs,
  TextArea,
  TextField,
  Tick,
  type Toast,
  Toasts,
  withToast,
} from '../main.ts'

const people = [
  'Ada Lovelace',
  'Grace Hopper',
  'Łukasz Żółw',
  'Ωμέγα Δέλτα',
  '山田太郎',
  'محمد علي',
  '👩‍🚀 Crew',
  '…',
  'נועה לוי',
] as const

const menu: readonly MenuItem[] = [
  { id: 'reply', label: 'Reply', icon: Reply, chord: 'R', run: () => {} },
  { id: 'edit', label: 'Edit', icon: Pencil, chord: 'E', run: () => {} },
  { id: 'copy', label: 'Copy text', icon: Copy, chord: 'Ctrl C', run: () => {} },
  { id: 'pin', label: 'Pin', icon: Pin, isDisabled: true, run: () => {} },
  { id: 'mute', label: 'Mute', icon: BellOff, isChecked: true, startsSection: true, run: () => {} },
  { id: 'delete', label: 'Delete', icon: Trash2, tone: 'danger', startsSection: true, run: () => {} },
]

function Gallery(): ReactElement {
  const [open, setOpen] = useState<'dialog' | 'confirm' | 'large' | null>(null)
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const toast = (text: string, tone: Toast['tone']): void =>
    setToasts((each) =>
      withToast(each, {
        id: performance.now(),
        text,
        tone,
        ...(tone === 'error' ? { action: { label: 'Retry', run: () => {} } } : {}),
      }),
    )
  const close = (): void => setOpen(null)
  return (
    <main className="gallery">
      <Live />
      <h1 style={{ fontSize: 'var(--text-xl)' }}>Parts</h1>
      <div className="gallery-grid">
        <Buttons />
        <Fields />
        <Choices />
        <Rows />
        <Bubbles />
        <Signs />
        <Card title="What lies over the page">
          <div className="gallery-line">
            <Button id="open-dialog" onClick={() => setOpen('dialog')}>
              Dialog
            </Button>
            <Button id="open-confirm" tone="danger" icon={Trash2} onClick={() => setOpen('confirm')}>
              Delete chat
            </Button>
            <MenuButton label="Message actions" icon={Ellipsis} items={menu} />
          </div>
          <div className="gallery-line">
            <Button id="toast-info" onClick={() => toast('Copied the text of 2 messages', 'info')}>
              Toast
            </Button>
            <Button
              id="toast-error"
              onClick={() => toast('The message could not be sent: the chat is read only', 'error')}
            >
              Error
            </Button>
            <Button id="announce" onClick={() => announce('3 new messages')}>
              Announce
            </Button>
          </div>
        </Card>
        <Card title="Broken part">
          <ErrorBoundary
            instead={(again) => (
              <Banner tone="error" actions={<Button onClick={again}>Again</Button>}>
                This message cannot be shown.
              </Banner>
            )}
          >
            <Broken />
          </ErrorBoundary>
        </Card>
      </div>
      {open === 'dialog' ? (
        <Dialog
          title="New group"
          description="Everybody in it sees who else is."
          onClose={close}
          actions={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button tone="primary" onClick={close}>
                Create
              </Button>
            </>
          }
        >
          <MenuButton label="More" icon={Ellipsis} items={menu} align="start" />
          <TextField label="Name" placeholder="Weekend plans" />
          <TextArea label="Description" hint="What it is about, for those who join later." />
          <Switch label="Members may invite others" isOn onChange={() => {}} />
        </Dialog>
      ) : null}
      {open === 'confirm' ? (
        <ConfirmDialog
          title="Delete this chat?"
          description="It goes away for both of you, and nobody can bring it back."
          action="Delete"
          tone="danger"
          onConfirm={close}
          onClose={close}
        />
      ) : null}
      <Toasts toasts={toasts} onDismiss={(id) => setToasts((each) => each.filter((toast) => toast.id !== id))} />
    </main>
  )
}

function Broken(): ReactElement {
  throw new Error('broken on purpose')
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="gallery-card">
      <SectionHeading action={<IconButton size="small" label={`Add to ${title}`} icon={Plus} chord="Ctrl N" />}>
        {title}
      </SectionHeading>
      {children}
    </section>
  )
}

function Buttons(): ReactElement {
  return (
    <Card title="Buttons">
      <div className="gallery-line">
        <Button tone="primary" icon={Send}>
          Send
        </Button>
        <Button>Cancel</Button>
        <Button tone="plain">Learn more</Button>
        <Button tone="danger">Leave</Button>
      </div>
      <div className="gallery-line">
        <Button tone="primary" isBusy>
          Saving
        </Button>
        <Button disabled>Not now</Button>
        <Button tone="plain" disabled>
          None
        </Button>
      </div>
      <div className="gallery-line">
        <IconButton label="Notifications" icon={Bell} chord="Alt N" />
        <IconButton label="Muted" icon={BellOff} aria-pressed />
        <IconButton label="Mention" icon={AtSign} tone="accent" />
        <IconButton label="Delete" icon={Trash2} tone="danger" />
        <IconButton label="Send" icon={Send} tone="filled" />
        <IconButton label="Reply" icon={Reply} disabled />
        <IconButton label="Edit" icon={Pencil} size="small" />
      </div>
    </Card>
  )
}

function Fields(): ReactElement {
  const [sought, setSought] = useState('weekend')
  const [empty, setEmpty] = useState('')
  return (
    <Card title="Fields">
      <SearchField label="Search" value={empty} onChange={setEmpty} />
      <SearchField label="Search chats" value={sought} onChange={setSought} />
      <TextField label="Username" placeholder="ada" autoComplete="username" hint="Letters, digits, dots and dashes." />
      <TextField label="Name" defaultValue="A" error="That is too short: two characters at least." />
      <PasswordField label="Password" autoComplete="current-password" defaultValue="secret" />
      <TextField label="Invite" defaultValue="used up" disabled />
    </Card>
  )
}

function Choices(): ReactElement {
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system')
  const [isOn, setOn] = useState(true)
  const [tab, setTab] = useState<'members' | 'media' | 'links'>('members')
  return (
    <Card title="Choices">
      <Select
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
      <div>
        <Switch label="Notifications" hint="Also while this page is in the background." isOn={isOn} onChange={setOn} />
        <Divider />
        <Switch label="Sounds" isOn={!isOn} onChange={(now) => setOn(!now)} />
        <Divider />
        <Switch label="Read receipts" isOn disabled onChange={() => {}} />
      </div>
      <Tabs
        label="About the group"
        tabs={[
          { id: 'members', label: 'Members', badge: <Badge count={12} label="12 members" tone="muted" /> },
          { id: 'media', label: 'Media' },
          { id: 'links', label: 'Links' },
        ]}
        selected={tab}
        onSelect={setTab}
      >
        <p>Here stand the {tab}.</p>
      </Tabs>
    </Card>
  )
}

function Rows(): ReactElement {
  return (
    <Card title="Chats">
      <div className="gallery-list">
        {people.map((name, at) => (
          <div key={name} className={`gallery-row${at === 1 ? ' gallery-selected' : ''}`}>
            <Avatar
              name={name}
              id={`person ${at * 7}`}
              presence={(['online', 'away', 'busy', 'offline'] as const)[at % 4]}
              type={at === 3 ? 'group' : at === 7 ? 'channel' : 'person'}
            />
            <span className="gallery-words">
              <span className="gallery-title">
                {at === 3 ? <ChatIcon type="group" /> : null}
                <bdi className="one-line">{name}</bdi>
                <span className="gallery-time figures">
                  {at % 3 === 0 ? <Tick tick={(['read', 'delivered', 'sent'] as const)[at % 3] ?? 'sent'} /> : null}
                  09:4{at}
                </span>
              </span>
              <span className="gallery-preview">
                <span className="one-line" dir="auto">
                  {at === 2 ? <b className="gallery-draft">Draft: </b> : null}Shall we meet on Thursday at the usual
                  place?
                </span>
                {at === 4 ? <Badge count={1} label="You were mentioned" tone="mention" /> : null}
                <Badge
                  count={[0, 3, 0, 128, 12, 0, 0, 7, 0][at] ?? 0}
                  label="unread messages"
                  tone={at % 2 === 1 ? 'muted' : 'accent'}
                />
              </span>
            </span>
          </div>
        ))}
        <SkeletonRow at={1} />
        <SkeletonRow at={2} />
      </div>
    </Card>
  )
}

function Bubbles(): ReactElement {
  return (
    <Card title="Bubbles">
      <div className="gallery-chat">
        <div className="gallery-bubble">
          <b style={{ color: nameColour('person 7') }}>Grace Hopper</b>
          <p>
            Look at <a href="#x">the plan</a>: run <code>bun start</code> and tell me, <mark>please</mark>.
          </p>
          <span className="gallery-meta figures">edited 09:41</span>
        </div>
        {(['pending', 'sent', 'delivered', 'read', 'refused'] as const).map((tick) => (
          <div key={tick} className="gallery-bubble gallery-own">
            <p>
              I will, see <a href="#x">this</a> and <code>code</code>.
            </p>
            <span className="gallery-meta figures">
              09:42 <Tick tick={tick} />
            </span>
          </div>
        ))}
        <Divider label="Unread messages" />
        <div className="gallery-bubble">
          <p dir="auto">مرحبا، كيف حالك اليوم؟</p>
          <span className="gallery-meta figures">09:43</span>
        </div>
      </div>
      <div className="gallery-line">
        {people.slice(0, 8).map((name, at) => (
          <b key={name} style={{ color: `var(--name-${at})` }}>
            Name {at}
          </b>
        ))}
      </div>
      <div className="gallery-line">
        {Array.from({ length: 8 }, (_, at) => (
          <span
            key={at}
            className="gallery-hue"
            style={{ background: `var(--avatar-${at})`, color: `var(--on-avatar-${at})` }}
          >
            A{at}
          </span>
        ))}
      </div>
    </Card>
  )
}

function Signs(): ReactElement {
  return (
    <Card title="Signs">
      <Banner>A new version is here. It loads when you reload.</Banner>
      <Banner tone="warning" actions={<Button>Retry now</Button>}>
        Waiting for the network. Next try in 8 s.
      </Banner>
      <Banner tone="error" onClose={() => {}}>
        You were removed from this group.
      </Banner>
      <EmptyState
        icon={MessageCircle}
        title="No chats yet"
        actions={
          <>
            <Button tone="primary" icon={Plus}>
              New chat
            </Button>
            <Button>Invite someone</Button>
          </>
        }
      >
        Find somebody by username, or make a group.
      </EmptyState>
      <div className="gallery-line">
        <Spinner label="Loading" /> <ChatIcon type="private" /> <ChatIcon type="channel" />
        <Avatar name="Saved" id="saved" type="saved" size={32} />
        <Avatar name="" id="nobody" size={32} />
        <Avatar name="Ada Lovelace" id="ada" size={20} />
        <Avatar name="Ada Lovelace" id="ada" size={72} presence="online" />
      </div>
    </Card>
  )
}

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root, { onCaughtError: () => {} }).render(
    new URLSearchParams(location.search).has('broken') ? <BrokenPage error={new Error('a test')} /> : <Gallery />,
  )
}
