/** Letting people in. The server tells a code once: it is kept nowhere but on this screen. */
import { type FormEvent, type ReactElement, useState } from 'react'
import { Copy, UserPlus } from 'lucide-react'
import type { Invite } from '@parley/protocol/client'
import { dayLabel } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button, TextField } from '../../parts/main.ts'
import { copyText } from '../copyText.ts'
import { OnlyHere } from '../welcome/onlyHere.tsx'
import { failureOf } from '../../app/failureOf.ts'
import { inviteLink, inviteTrouble, inviteWish } from './inviteForm.ts'

export function InviteMaker(): ReactElement {
  const app = useApp()
  const [uses, setUses] = useState('1')
  const [days, setDays] = useState('7')
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [made, setMade] = useState<Invite | null>(null)
  const wrong = inviteTrouble({ uses, days })

  const make = async (): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    try {
      setMade(await app.api.invite(inviteWish({ uses, days })))
    } catch (error) {
      setTrouble(failureOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (wrong.uses === null && wrong.days === null) void make()
  }
  return (
    <div className="screen-stack screen-pad">
      <form className="screen-form" noValidate onSubmit={onSubmit}>
        <div className="screen-pair">
          <TextField
            label="People"
            hint="So many may use it."
            inputMode="numeric"
            autoComplete="off"
            value={uses}
            error={isChecked ? wrong.uses : null}
            onChange={(event) => setUses(event.currentTarget.value)}
          />
          <TextField
            label="Days"
            hint="So long it is good."
            inputMode="numeric"
            autoComplete="off"
            value={days}
            error={isChecked ? wrong.days : null}
            onChange={(event) => setDays(event.currentTarget.value)}
          />
        </div>
        {trouble !== null && <Banner tone="error">{trouble}</Banner>}
        <Button type="submit" tone={made === null ? 'primary' : 'quiet'} icon={UserPlus} isBusy={isBusy}>
          {made === null ? 'Make an invitation' : 'Make another one'}
        </Button>
      </form>
      {made !== null && <Made invite={made} />}
    </div>
  )
}

function Made({ invite }: { readonly invite: Invite }): ReactElement {
  const app = useApp()
  const link = inviteLink(location.origin, invite.code)
  const until = invite.expiresAt === null ? '' : ` It is good until ${dayLabel(invite.expiresAt, app.clock())}.`
  return (
    <div className="screen-made" role="status">
      <OnlyHere />
      <p>{`Send this link to whom you want here. It is shown only now.${until}`}</p>
      <TextField
        label="Invitation link"
        readOnly
        dir="ltr"
        value={link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button tone="primary" icon={Copy} isWide onClick={() => copyText(app, link)}>
        Copy the link
      </Button>
    </div>
  )
}
