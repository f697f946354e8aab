import { type ReactElement, useState } from 'react'
import { limits, type Person, type UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { Button, Dialog } from '../../parts/main.ts'
import { peopleLeft } from '../newChat/chatForm.ts'
import { PeopleFinder } from '../people/peopleFinder.tsx'
import { useCommand } from './useCommand.ts'

export interface AddPeopleProps {
  readonly chat: ChatView
  /** Who is known to be in it already. */
  readonly members: ReadonlySet<UserId>
  readonly onClose: () => void
}

export function AddPeople({ chat, members, onClose }: AddPeopleProps): ReactElement {
  const run = useCommand(chat.id)
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<readonly Person[]>([])
  const refused = new Map([...members].map((user) => [user, 'In this chat already']))
  const isFull = peopleLeft(chosen.length) === 0
  const toggle = (person: Person): void => {
    const isChosen = chosen.some(({ id }) => id === person.id)
    if (isChosen) setChosen(chosen.filter(({ id }) => id !== person.id))
    else if (!isFull) setChosen([...chosen, person])
  }
  return (
    <Dialog
      title="Add people"
      onClose={onClose}
      {...(isFull ? { description: `At most ${limits.membersPerCommandMax} people at once.` } : {})}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            tone="primary"
            disabled={chosen.length === 0}
            onClick={() => {
              run({ type: 'addMembers', members: chosen.map(({ id }) => id) })
              onClose()
            }}
          >
            {chosen.length === 0 ? 'Add' : `Add ${chosen.length}`}
          </Button>
        </>
      }
    >
      <PeopleFinder
        label="Name or username"
        query={query}
        onQuery={setQuery}
        chosen={chosen}
        refused={refused}
        onChoose={toggle}
      />
    </Dialog>
  )
}
