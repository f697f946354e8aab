/** The other one of a private chat: what they are called, and how one stands to them. */
import type { ReactElement } from 'react'
import { Copy } from 'lucide-react'
import type { Person } from '@parley/protocol'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Button, IconButton, SectionHeading } from '../../parts/main.ts'
import { copyText } from '../copyText.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { contactActionNames, contactActions, questionBefore } from '../people/contactActions.ts'
import { useContactActions } from '../people/useContactActions.tsx'
import { useContacts } from '../people/useContacts.ts'

const stateWords = {
  none: 'Not your contact.',
  requested: 'You asked to be their contact.',
  incoming: 'They ask to be your contact.',
  accepted: 'Your contact.',
  blocked: 'Blocked by you: they cannot write to you.',
} as const

export function PersonInfo({ person }: { readonly person: Person }): ReactElement {
  const app = useApp()
  const [contacts, reload] = useContacts()
  const [act, question] = useContactActions(reload)
  const username = `@${safeLine(person.username)}`
  return (
    <>
      <dl className="screen-facts">
        <div>
          <dt>Username</dt>
          <dd>
            <span dir="ltr">{username}</span>
            <IconButton size="small" label="Copy the username" icon={Copy} onClick={() => copyText(app, username)} />
          </dd>
        </div>
      </dl>
      <SectionHeading level={3}>Contact</SectionHeading>
      <LoadedPart loaded={contacts} onRetry={reload}>
        {(all) => {
          const state = all.find((one) => one.person.id === person.id)?.state ?? 'none'
          return (
            <div className="screen-pad screen-stack">
              <p>{stateWords[state]}</p>
              <div className="screen-choices">
                {contactActions[state]
                  .filter((id) => id !== 'write')
                  .map((id) => (
                    <Button
                      key={id}
                      isWide
                      tone={id === 'accept' ? 'primary' : 'quiet'}
                      {...(questionBefore(id, '') === null ? {} : { className: 'screen-danger' })}
                      onClick={() => act(id, person)}
                    >
                      {contactActionNames[id]}
                    </Button>
                  ))}
              </div>
            </div>
          )
        }}
      </LoadedPart>
      {question}
    </>
  )
}
