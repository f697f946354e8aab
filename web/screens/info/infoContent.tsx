/** What a chat is: its face and name, what notifies, who is in it, and the ways out. */
import { type ReactElement, useState } from 'react'
import { LogOut, Pencil } from 'lucide-react'
import type { UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { usePerson, usePresence, useSetting, useSource } from '@parley/protocol/react'
import { chatTitle, readMute, safeText, standingOf } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Avatar, ConfirmDialog, IconButton, SectionHeading, Select } from '../../parts/main.ts'
import { Panel } from '../panel.tsx'
import { ReasonedButton } from '../reasonedButton.tsx'
import { EditChat } from './editChat.tsx'
import { AllMembers, Members } from './members.tsx'
import { muteChoiceOf, muteOptions, settingOfMute } from './muteChoice.ts'
import { PersonInfo } from './person.tsx'
import { refusalOf } from './refusal.ts'
import { useCommand } from './useCommand.ts'
import { useMembers } from './useMembers.ts'

export interface InfoContentProps {
  readonly chat: ChatView
  readonly onClose: () => void
}

const titles = { private: 'About this person', group: 'About this group', channel: 'About this channel' } as const

export function InfoContent({ chat, onClose }: InfoContentProps): ReactElement {
  return chat.type === 'private' ? (
    <PrivateInfo chat={chat} onClose={onClose} />
  ) : (
    <GroupInfo chat={chat} onClose={onClose} />
  )
}

function PrivateInfo({ chat, onClose }: InfoContentProps): ReactElement {
  return (
    <Panel title={titles.private} leave="close" onClose={onClose}>
      <Face chat={chat} />
      <Notifying chat={chat} />
      {chat.peer === null ? null : <Peer peer={chat.peer} />}
    </Panel>
  )
}

function Peer({ peer }: { readonly peer: UserId }): ReactElement | null {
  const app = useApp()
  const person = usePerson(app.client, peer)
  return person === null ? null : <PersonInfo person={person} />
}

const words = 'Edit title and description'

function GroupInfo({ chat, onClose }: InfoContentProps): ReactElement {
  const app = useApp()
  const known = useMembers(chat)
  const [isAll, setAll] = useState(false)
  const [isEditing, setEditing] = useState(false)
  const edit = refusalOf(chat, app.me.id, { type: 'changeInfo', title: `${chat.title ?? ''}.` })
  if (isAll) return <AllMembers chat={chat} known={known} onBack={() => setAll(false)} />
  return (
    <Panel
      title={titles[chat.type]}
      leave="close"
      onClose={onClose}
      actions={
        <IconButton
          label={edit === null ? words : `${words}: ${edit.message}`}
          icon={Pencil}
          aria-disabled={edit !== null}
          onClick={() => setEditing(edit === null)}
        />
      }
    >
      <Face chat={chat} />
      {chat.description !== null && (
        <p className="screen-description screen-pad" dir="auto">
          {safeText(chat.description)}
        </p>
      )}
      <Notifying chat={chat} />
      <Members chat={chat} known={known} onAll={() => setAll(true)} />
      <Leave chat={chat} />
      {isEditing && <EditChat chat={chat} onClose={() => setEditing(false)} />}
    </Panel>
  )
}

function Face({ chat }: { readonly chat: ChatView }): ReactElement {
  const app = useApp()
  useSource(app.revision)
  const title = chatTitle(chat, app.nameOf)
  const presence = usePresence(app.client, chat.peer ?? app.me.id)
  return (
    <div className="screen-face">
      <Avatar
        id={chat.peer ?? chat.id}
        name={title}
        size={88}
        type={chat.type === 'private' ? 'person' : chat.type}
        presence={chat.peer === null ? undefined : presence?.status}
      />
      <p className="screen-face-title" dir="auto">
        {title}
      </p>
      <p className="screen-person-detail">
        <bdi>{standingOf(chat, app.me.id, (id) => app.client.presenceOf(id), app.clock())}</bdi>
      </p>
    </div>
  )
}

function Notifying({ chat }: { readonly chat: ChatView }): ReactElement {
  const app = useApp()
  const key = `mute/${chat.id}`
  const clock = app.clock()
  const mute = readMute(useSetting(app.client, key), clock.now)
  return (
    <section aria-label="Notifications">
      <SectionHeading level={3}>Notifications</SectionHeading>
      <div className="screen-pad">
        <Select
          label="What notifies you in this chat"
          value={muteChoiceOf(mute)}
          options={muteOptions(mute, clock)}
          onChange={(choice) => {
            const setting = settingOfMute(choice, app.world.now())
            const refused = setting === undefined ? null : app.client.setSetting(key, setting)
            if (refused !== null) app.toast(refused.message, 'error')
          }}
        />
      </div>
    </section>
  )
}

function Leave({ chat }: { readonly chat: ChatView }): ReactElement {
  const app = useApp()
  const run = useCommand(chat.id)
  const [isAsking, setAsking] = useState(false)
  const why = refusalOf(chat, app.me.id, { type: 'leave' })?.message ?? null
  return (
    <div className="screen-pad screen-leave">
      <ReasonedButton why={why} className="screen-danger" icon={LogOut} isWide onClick={() => setAsking(true)}>
        {`Leave this ${chat.type}`}
      </ReasonedButton>
      {isAsking && (
        <ConfirmDialog
          title={`Leave “${chatTitle(chat, app.nameOf)}”?`}
          description="You will not see it any more, until somebody adds you again."
          action="Leave"
          tone="danger"
          onConfirm={() => {
            setAsking(false)
            run({ type: 'leave' })
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
