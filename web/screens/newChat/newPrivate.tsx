/** `/new/private`, and `/new/private/USERNAME` for a link to somebody. */
import { type ReactElement, useState } from 'react'
import { useApp } from '../../app/useApp.ts'
import { Panel } from '../panel.tsx'
import { PeopleFinder } from '../people/peopleFinder.tsx'

export interface NewPrivateProps {
  readonly username: string
  readonly onClose: () => void
}

export function NewPrivate({ username, onClose }: NewPrivateProps): ReactElement {
  const app = useApp()
  const [query, setQuery] = useState(username)
  return (
    <Panel title="Write to a person" focus="field" onClose={onClose}>
      <PeopleFinder
        label="Name or username"
        query={query}
        onQuery={setQuery}
        onChoose={({ id }) => app.attempt(() => app.openPrivate(id))}
      />
    </Panel>
  )
}
