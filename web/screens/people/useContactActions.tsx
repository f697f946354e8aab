import { type ReactElement, useState } from 'react'
import type { Person } from '@parley/protocol'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { ConfirmDialog } from '../../parts/main.ts'
import { type ContactActionId, doContactAction, questionBefore } from './contactActions.ts'

interface Asked {
  readonly id: Exclude<ContactActionId, 'write'>
  readonly person: Person
}

/** Does what can be done about a person, after a question where it cannot be taken back. The second result is that question. */
export function useContactActions(
  onDone: () => void,
): readonly [(id: ContactActionId, person: Person) => void, ReactElement | null] {
  const app = useApp()
  const [asked, setAsked] = useState<Asked | null>(null)
  const perform = ({ id, person }: Asked): void =>
    app.attempt(async () => {
      await doContactAction(app.api, id, person.id)
      const said = doneWords[id]
      app.announce(`${safeLine(person.name)}: ${said}`)
      onDone()
    })
  const start = (id: ContactActionId, person: Person): void => {
    if (id === 'write') return app.attempt(() => app.openPrivate(person.id))
    return questionBefore(id, '') === null ? perform({ id, person }) : setAsked({ id, person })
  }
  const question = asked === null ? null : questionBefore(asked.id, safeLine(asked.person.name))
  const dialog =
    asked === null || question === null ? null : (
      <ConfirmDialog
        {...question}
        tone="danger"
        onClose={() => setAsked(null)}
        onConfirm={() => {
          setAsked(null)
          perform(asked)
        }}
      />
    )
  return [start, dialog]
}

const doneWords: Readonly<Record<Asked['id'], string>> = {
  request: 'asked to be your contact.',
  takeBack: 'your request is taken back.',
  accept: 'now your contact.',
  decline: 'declined.',
  remove: 'no longer your contact.',
  block: 'blocked.',
  unblock: 'no longer blocked.',
}
