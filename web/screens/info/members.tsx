/** Who is in a chat: some of them beside everything else, or all of them with a search. */
import { type ReactElement, useState } from 'react'
import { UserPlus } from 'lucide-react'
import { VList } from 'virtua'
import type { ChatView } from '@parley/protocol/client'
import { useSource } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button, SearchField, SectionHeading, Spinner } from '../../parts/main.ts'
import { Panel } from '../panel.tsx'
import { ReasonedButton } from '../reasonedButton.tsx'
import { AddPeople } from './addPeople.tsx'
import { MemberDialog } from './memberDialog.tsx'
import { MemberLine } from './memberLine.tsx'
import { memberRows, type MemberRow, refusalOf } from './refusal.ts'
import type { KnownMembers } from './useMembers.ts'

export interface MembersProps {
  readonly chat: ChatView
  readonly known: KnownMembers
}

/** More are on their own page. */
const shownMax = 12

export function Members({ chat, known, onAll }: MembersProps & { readonly onAll: () => void }): ReactElement {
  const app = useApp()
  // Names come after ids.
  useSource(app.revision)
  const [opened, setOpened] = useState<MemberRow | null>(null)
  const [isAdding, setAdding] = useState(false)
  const rows = memberRows(known.members, app.nameOf, '')
  const { memberCount } = chat
  const refusal = refusalOf(chat, app.me.id, { type: 'addMembers', members: [] })
  // Nobody is named here yet, which is another matter.
  const why = refusal === null || refusal.code === 'conflict' ? null : refusal.message
  return (
    <section aria-label="Members">
      <SectionHeading level={3}>
        <bdi>{memberCount === 1 ? '1 member' : `${memberCount} members`}</bdi>
      </SectionHeading>
      <div className="screen-pad">
        <ReasonedButton why={why} icon={UserPlus} onClick={() => setAdding(true)}>
          Add people
        </ReasonedButton>
      </div>
      {known.failure !== null && <Banner tone="warning">{known.failure.message}</Banner>}
      {known.isLoading && rows.length === 0 ? <Spinner label="Loading the members" /> : null}
      <ul className="screen-people">
        {rows.slice(0, shownMax).map((row) => (
          <li key={row.user}>
            <MemberLine row={row} onOpen={() => setOpened(row)} />
          </li>
        ))}
      </ul>
      {memberCount > shownMax && (
        <div className="screen-pad">
          <Button tone="plain" onClick={onAll}>
            Show and search all members
          </Button>
        </div>
      )}
      {opened !== null && <MemberDialog chat={chat} row={opened} onClose={() => setOpened(null)} />}
      {isAdding && (
        <AddPeople
          chat={chat}
          members={new Set(known.members.map(([user]) => user))}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  )
}

export function AllMembers({ chat, known, onBack }: MembersProps & { readonly onBack: () => void }): ReactElement {
  const app = useApp()
  useSource(app.revision)
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState<MemberRow | null>(null)
  const rows = memberRows(known.members, app.nameOf, query)
  const missing = chat.memberCount - known.members.length
  return (
    <Panel title="Members" focus="field" onClose={onBack}>
      <div className="screen-all">
        <div className="screen-pad">
          <SearchField label="Search members" value={query} onChange={setQuery} />
          <p className="screen-finder-state" role="status">
            {countWords(rows.length, query, known.isLoading, missing)}
          </p>
        </div>
        <VList className="screen-all-list" role="list" aria-label="Members">
          {rows.map((row, at) => (
            <div key={row.user} role="listitem" aria-setsize={rows.length} aria-posinset={at + 1}>
              <MemberLine row={row} onOpen={() => setOpened(row)} />
            </div>
          ))}
        </VList>
      </div>
      {opened !== null && <MemberDialog chat={chat} row={opened} onClose={() => setOpened(null)} />}
    </Panel>
  )
}

function countWords(shown: number, query: string, isLoading: boolean, missing: number): string {
  if (isLoading) return 'Loading the members…'
  if (query.trim() !== '') return shown === 0 ? 'Nobody is found by this.' : `${shown} found.`
  return missing > 0 ? `${missing} more are in this chat than can be listed here.` : ''
}
