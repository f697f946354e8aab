/** Where one is logged in, and how to end it. */
import { type ReactElement, useState } from 'react'
import { LogOut } from 'lucide-react'
import type { Session } from '@parley/protocol/client'
import { useApp } from '../../app/useApp.ts'
import { Button, ConfirmDialog, SectionHeading } from '../../parts/main.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { useLoaded } from '../useLoaded.ts'
import { sessionName, sessionTimes } from './sessionLine.ts'

type Asked = { readonly type: 'one'; readonly session: Session } | { readonly type: 'others' }

export function Sessions(): ReactElement {
  const app = useApp()
  const [sessions, reload] = useLoaded('sessions', () => app.api.sessions())
  const [asked, setAsked] = useState<Asked | null>(null)
  const end = (what: Asked): void =>
    app.attempt(async () => {
      setAsked(null)
      await (what.type === 'one' ? app.api.revoke(what.session.id) : app.api.revokeOthers())
      app.announce(what.type === 'one' ? 'The session is ended.' : 'All other sessions are ended.')
      reload()
    })
  return (
    <LoadedPart loaded={sessions} onRetry={reload}>
      {(all) => {
        const others = all.filter(({ current }) => !current)
        return (
          <>
            <SectionHeading level={3}>This one</SectionHeading>
            <ul className="screen-sessions">
              {all
                .filter(({ current }) => current)
                .map((session) => (
                  <SessionRow key={session.id} session={session} />
                ))}
            </ul>
            <SectionHeading level={3}>Others</SectionHeading>
            {others.length === 0 && <p className="screen-pad">You are logged in nowhere else.</p>}
            <ul className="screen-sessions">
              {others.map((session) => (
                <SessionRow key={session.id} session={session} onEnd={() => setAsked({ type: 'one', session })} />
              ))}
            </ul>
            {others.length > 0 && (
              <div className="screen-pad">
                <Button className="screen-danger" icon={LogOut} isWide onClick={() => setAsked({ type: 'others' })}>
                  End all others
                </Button>
              </div>
            )}
            {asked !== null && (
              <ConfirmDialog
                title={asked.type === 'one' ? 'End this session?' : 'End all other sessions?'}
                description={
                  asked.type === 'one'
                    ? `${sessionName(asked.session.client)} is logged out at once. What waits there to be sent stays there.`
                    : 'Everywhere but here you are logged out at once. What waits there to be sent stays there.'
                }
                action="End"
                tone="danger"
                onConfirm={() => end(asked)}
                onClose={() => setAsked(null)}
              />
            )}
          </>
        )
      }}
    </LoadedPart>
  )
}

function SessionRow({ session, onEnd }: { readonly session: Session; readonly onEnd?: () => void }): ReactElement {
  const clock = useApp().clock()
  const name = sessionName(session.client)
  return (
    <li className="screen-session">
      <span className="screen-person-text">
        <span className="screen-person-name">
          <bdi>{name}</bdi>
        </span>
        <span className="screen-person-detail">{sessionTimes(session, clock)}</span>
      </span>
      {onEnd === undefined ? null : (
        <Button aria-label={`End ${name}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  )
}
