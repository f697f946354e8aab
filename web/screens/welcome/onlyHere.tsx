import type { ReactElement } from 'react'
import { Banner } from '../../parts/main.ts'

const ofThisMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Beside a link that is to be passed on, where nobody else could open it. */
export function OnlyHere(): ReactElement | null {
  return ofThisMachine.test(location.hostname) ? (
    <Banner tone="warning">
      Only this computer can open this link. Start the server with --host 0.0.0.0 and open it by its name in your
      network; the link is another one there.
    </Banner>
  ) : null
}
