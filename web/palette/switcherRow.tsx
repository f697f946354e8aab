import { isChatId } from '@parley/protocol'
import type { PaletteMatch } from '@parley/protocol/text'
import { CornerDownLeft, MessageSquareText, Zap } from 'lucide-react'
import type { ReactElement } from 'react'
import { useApp } from '../app/useApp.ts'
import { Avatar, Badge } from '../parts/main.ts'
import { runsOf } from './found.ts'

export interface SwitcherRowProps {
  readonly id: string
  readonly match: PaletteMatch
  readonly isChosen: boolean
  readonly onPoint: () => void
  readonly onChoose: () => void
}

export function SwitcherRow({ id, match, isChosen, onPoint, onChoose }: SwitcherRowProps): ReactElement {
  const { entry, positions } = match
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      className="switcher-row"
      // A list that scrolls under a pointer which rests must not choose.
      onPointerMove={onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Picture match={match} />
      <span className="switcher-label one-line" dir="auto">
        {runsOf(entry.label, positions).map(({ text, isMatched }, at) =>
          // oxlint-disable-next-line react/no-array-index-key -- pieces of one text have no other name.
          isMatched ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </span>
      <Detail match={match} />
      {isChosen && <CornerDownLeft className="switcher-enter" aria-hidden />}
    </div>
  )
}

function Picture({ match: { entry } }: { readonly match: PaletteMatch }): ReactElement {
  const { client } = useApp()
  switch (entry.kind) {
    case 'chat': {
      const view = isChatId(entry.id) ? client.chat(entry.id) : null
      const type = view === null || view.type === 'private' ? 'person' : view.type
      return <Avatar id={view?.peer ?? entry.id} name={entry.label} size={28} type={type} />
    }
    case 'person':
      return <Avatar id={entry.id} name={entry.label} size={28} />
    case 'command':
      return <Zap className="switcher-icon" aria-hidden />
    case 'message':
      return <MessageSquareText className="switcher-icon" aria-hidden />
  }
}

function Detail({ match: { entry } }: { readonly match: PaletteMatch }): ReactElement | null {
  const { client } = useApp()
  switch (entry.kind) {
    case 'chat': {
      const unread = isChatId(entry.id) ? (client.chat(entry.id)?.unread ?? 0) : 0
      return (
        <>
          {entry.detail !== 'private' && <span className="switcher-detail">{entry.detail}</span>}
          <Badge count={unread} label={unread === 1 ? '1 unread message' : `${unread} unread messages`} />
        </>
      )
    }
    case 'command':
      return (
        <>
          {entry.detail
            .split(', ')
            .filter((keys) => keys !== '')
            .map((keys) => (
              <kbd key={keys} className="keys-chord" dir="ltr">
                {keys}
              </kbd>
            ))}
        </>
      )
    case 'person':
    case 'message':
      return (
        <span className="switcher-detail one-line" dir="auto">
          {entry.detail}
        </span>
      )
  }
}
