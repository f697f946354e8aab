/** Every part in every state on one page, for eyes and for axe. `?broken` shows the page for what broke. */
import { Bell, BellOff, Copy, Ellipsis, MessageCircle, Pencil, Pin, Plus, Reply, Send, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
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
  EmptyState,
  ErrorBoundary,
  IconButton,
  Live,
  type MenuItem,
  MenuButton,
  PasswordField,
  SearchField,
  Select,
  Spinner,
  Switch,
  Tabs,
  TextArea,
  TextField,
  type Toast,
  Toasts,
  withToast,
} from '../main.ts'
import { Card } from './galleryCard.tsx'
import { Bubbles, Rows } from './galleryChats.tsx'

const nothing = (): void => undefined
const menu: readonly MenuItem[] = [
  { id: 'reply', label: 'Reply', icon: Reply, chord: 'R', run: nothing },
  { id: 'edit', label: 'Edit', icon: Pencil, chord: 'E', run: nothing },
  { id: 'copy', label: 'Copy text', icon: Copy, chord: 'Ctrl C', run: nothing },
  { id: 'pin', label: 'Pin', icon: Pin, isDisabled: true, run: nothing },
  { id: 'mute', label: 'Mute', icon: BellOff, isChecked: true, startsSection: true, run: nothing },
  { id: 'delete', label: 'Delete', icon: Trash2, tone: 'danger', startsSection: true, run: nothing },
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
        ...(tone === 'error' ? { action: { label: 'Retry', run: nothing } } : {}),
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
          <Switch label="Members may invite others" isOn onChange={nothing} />
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
        <Switch label="Sounds" isOn={!isOn} onChange={(now) => setOn(!now)} />
        <Switch label="Read receipts" isOn disabled onChange={nothing} />
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

function Signs(): ReactElement {
  return (
    <Card title="Signs">
      <Banner>A new version is here. It loads when you reload.</Banner>
      <Banner tone="warning" actions={<Button>Retry now</Button>}>
        Waiting for the network. Next try in 8 s.
      </Banner>
      <Banner tone="error">You were removed from this group.</Banner>
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
