import type { ReactElement } from 'react'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { useLoaded } from '../useLoaded.ts'

const registrations = {
  open: 'Whoever knows the address can register.',
  invite: 'Whoever has an invitation can register.',
  closed: 'Nobody new can register.',
} as const

export function About(): ReactElement {
  const app = useApp()
  const [server, reload] = useLoaded('server', () => app.link.server())
  return (
    <>
      <LoadedPart loaded={server} onRetry={reload}>
        {({ name, version, registration }) => (
          <dl className="screen-facts">
            <Fact name="Server">
              <span dir="auto">{safeLine(name)}</span>
            </Fact>
            <Fact name="Address">
              <span dir="ltr">{location.host}</span>
            </Fact>
            <Fact name="Version">
              <span dir="ltr">{safeLine(version)}</span>
            </Fact>
            <Fact name="New accounts">{registrations[registration]}</Fact>
          </dl>
        )}
      </LoadedPart>
      <div className="screen-pad screen-stack">
        <p>
          Parley is free software under the Apache License 2.0: you may use, change and pass it on. It talks to this
          server and to nobody else.
        </p>
      </div>
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactElement | string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
