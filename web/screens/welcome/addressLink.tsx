import type { ReactElement } from 'react'
import { Copy } from 'lucide-react'
import { useApp } from '../../app/useApp.ts'
import { Button, TextField } from '../../parts/main.ts'
import { copyText } from '../copyText.ts'
import { OnlyHere } from './onlyHere.tsx'

/** The address of this server, to be passed on. */
export function AddressLink(): ReactElement {
  const app = useApp()
  const link = `${location.origin}/register`
  return (
    <div className="screen-made">
      <p>Whoever opens this address can register.</p>
      <OnlyHere />
      <TextField label="Address" readOnly dir="ltr" value={link} onFocus={(event) => event.currentTarget.select()} />
      <Button tone="primary" icon={Copy} isWide onClick={() => copyText(app, link)}>
        Copy the address
      </Button>
    </div>
  )
}
