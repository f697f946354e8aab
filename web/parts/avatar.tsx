import { type Status } from '@parley/protocol'
import { safeLine } from '@parley/protocol/text/sanitise'
import { Megaphone, UserRound, Users } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { hueOf } from './hue.ts'
import { initials } from './initials.ts'

interface AvatarProps {
  /** Of a person or a chat. */
  readonly name: string
  /** Chooses the colour. */
  readonly id: string
  /** In CSS pixels at normal text size; without it as large as the density says. */
  readonly size?: number
  /** Shown as a dot. Say it in words beside the avatar too. */
  readonly presence?: Status | undefined
  readonly type?: 'person' | 'group' | 'channel'
}

/** A picture made of a name. It only decorates: the name stands beside it. */
export function Avatar({ name, id, size, presence, type = 'person' }: AvatarProps): ReactElement {
  const hue = hueOf(id)
  // Drawn by the style sheet: what stands beside it is read, found and said without them.
  const letters = initials(safeLine(name))
  const measure = size === undefined ? 'var(--row-avatar)' : `${size / 16}rem`
  return (
    <span
      className="avatar"
      aria-hidden
      style={{ inlineSize: measure, blockSize: measure, fontSize: `calc(${measure} * 0.38)` }}
    >
      <span
        className={`avatar-face${type === 'group' || type === 'channel' ? ' avatar-square' : ''}`}
        data-letters={letters}
        style={{ background: `var(--avatar-${hue})`, color: `var(--on-avatar-${hue})` }}
      >
        {letters === '' ? icon(type) : null}
      </span>
      {presence === undefined || presence === 'offline' ? null : (
        <span className={`avatar-dot avatar-dot-${presence}`} />
      )}
    </span>
  )
}

function icon(type: 'person' | 'group' | 'channel'): ReactNode {
  switch (type) {
    case 'person':
      return <UserRound />
    case 'group':
      return <Users />
    case 'channel':
      return <Megaphone />
  }
}
