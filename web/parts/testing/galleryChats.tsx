/** Parts as they stand in the list of chats and among messages. */
import type { ReactElement } from 'react'
import { Avatar, Badge, ChatIcon, nameColour, SkeletonRow, Tick } from '../main.ts'
import { Card } from './galleryCard.tsx'

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

export function Rows(): ReactElement {
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

export function Bubbles(): ReactElement {
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
