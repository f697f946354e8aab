import { useState, type ReactElement } from 'react'
import { later } from '../parts/later.tsx'
import { tabActions } from './registry.ts'
import { useAction } from './useAction.ts'
import { useBindings } from './useBindings.ts'
import { useKeys } from './useKeys.ts'
import { useRegions } from './useRegions.ts'

const Switcher = later(() => import('./overlays.ts').then((parts) => parts.Switcher))
const HelpDialog = later(() => import('./overlays.ts').then((parts) => parts.HelpDialog))

/** Once in the page of whoever is logged in: listens to keys, and shows the switcher and the help. */
export function KeyLayer(): ReactElement | null {
  const bindings = useBindings()
  const [shown, setShown] = useState<'switcher' | 'help' | null>(null)
  useKeys(bindings, (id) => tabActions.run(id))
  useRegions()
  useAction('app.switcher', () => setShown('switcher'))
  useAction('app.help', () => setShown(shown === 'help' ? null : 'help'))
  const close = (): void => setShown(null)
  switch (shown) {
    case null:
      return null
    case 'switcher':
      return <Switcher onClose={close} />
    case 'help':
      return <HelpDialog onClose={close} />
  }
}
