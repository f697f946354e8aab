/** `/welcome`: what the first account of a server sees after it was made. */
import type { ReactElement } from 'react'
import { useApp } from '../../app/useApp.ts'
import { Button, SectionHeading } from '../../parts/main.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { Panel } from '../panel.tsx'
import { InviteMaker } from '../settings/invites.tsx'
import { useLoaded } from '../useLoaded.ts'
import { AddressLink } from './addressLink.tsx'

export function WelcomeScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const [server, reload] = useLoaded('server', () => app.link.server())
  return (
    <Panel
      title="You run this server"
      onClose={onClose}
      foot={
        <Button isWide tone="primary" onClick={onClose}>
          To my chats
        </Button>
      }
    >
      <p className="screen-pad">
        The first account is made, and it is yours. Now invite the people you want here. You find this again in the
        settings.
      </p>
      <LoadedPart loaded={server} onRetry={reload}>
        {({ registration }) => (
          <>
            {registration === 'open' && (
              <>
                <SectionHeading level={3}>The address</SectionHeading>
                <div className="screen-pad screen-stack">
                  <AddressLink />
                </div>
              </>
            )}
            {registration === 'invite' && (
              <>
                <SectionHeading level={3}>Invite people</SectionHeading>
                <InviteMaker />
              </>
            )}
            {registration === 'closed' && (
              <p className="screen-pad">
                This server lets nobody new in at the moment. To change that, start it with another way of registration.
              </p>
            )}
          </>
        )}
      </LoadedPart>
    </Panel>
  )
}
