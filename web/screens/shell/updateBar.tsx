import type { ReactElement } from 'react'
import { useUpdate } from '../../offline/useUpdate.ts'
import { Banner, Button } from '../../parts/main.ts'

/** A newer build waits until whoever writes wants it; drafts are kept across the reload. */
export function UpdateBar(): ReactElement | null {
  const { isReady, reload } = useUpdate()
  return isReady ? (
    <Banner actions={<Button onClick={reload}>Reload</Button>}>A new version of Parley is here.</Banner>
  ) : null
}
