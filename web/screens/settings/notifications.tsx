/** What notifies. The browser is asked for leave by a button only, when somebody wants it. */
import { type FormEvent, type ReactElement, useState } from 'react'
import { Bell } from 'lucide-react'
import { useSetting } from '@parley/protocol/react'
import { minuteText, type NotifyRules, notifySetting, readNotifyRules } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button, SectionHeading, Switch, TextField } from '../../parts/main.ts'

type Leave = NotificationPermission | 'missing'
const leaveNow = (): Leave => ('Notification' in window ? Notification.permission : 'missing')

export function Notifications(): ReactElement {
  const app = useApp()
  const rules = readNotifyRules(useSetting(app.client, 'notify'))
  const keep = (change: Partial<NotifyRules>): void => {
    const refused = app.client.setSetting('notify', notifySetting({ ...rules, ...change }))
    if (refused !== null) app.toast(refused.message, 'error')
  }
  return (
    <>
      <SectionHeading level={3}>This browser</SectionHeading>
      <div className="screen-pad">
        <BrowserLeave />
      </div>
      <SectionHeading level={3}>On all of your devices</SectionHeading>
      <div className="screen-pad">
        <Switch
          label="Notify me"
          hint="Of messages and of requests to be your contact. What notifies in one chat is chosen in its details."
          isOn={rules.isOn}
          onChange={(isOn) => keep({ isOn })}
        />
      </div>
      <SectionHeading level={3}>Quiet hours</SectionHeading>
      <QuietHours key={`${rules.quietFrom}-${rules.quietTo}`} rules={rules} onKeep={keep} />
    </>
  )
}

function BrowserLeave(): ReactElement {
  const [leave, setLeave] = useState(leaveNow)
  switch (leave) {
    case 'granted':
      return <p>This browser shows notifications while you look elsewhere.</p>
    case 'denied':
      return (
        <Banner tone="warning">
          This browser was told not to show notifications of this page. Its own settings of the page, beside the
          address, let them through again.
        </Banner>
      )
    case 'missing':
      return <p>This browser has no notifications. On some phones they work once the page is on the home screen.</p>
    case 'default':
      return (
        <div className="screen-stack">
          <p>This browser asks you before it shows notifications.</p>
          <Button
            tone="primary"
            icon={Bell}
            onClick={() => void Notification.requestPermission().then(() => setLeave(leaveNow()))}
          >
            Allow notifications
          </Button>
        </div>
      )
  }
}

function QuietHours({
  rules,
  onKeep,
}: {
  readonly rules: NotifyRules
  readonly onKeep: (change: Partial<NotifyRules>) => void
}): ReactElement {
  const app = useApp()
  const has = rules.quietFrom !== rules.quietTo
  const [isOn, setOn] = useState(has)
  const [from, setFrom] = useState(has ? minuteText(rules.quietFrom) : '22:00')
  const [to, setTo] = useState(has ? minuteText(rules.quietTo) : '07:00')
  const [error, setError] = useState<string | null>(null)

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    const [quietFrom, quietTo] = [minuteOf(from), minuteOf(to)]
    if (quietFrom === null || quietTo === null) return setError('Quiet hours need a beginning and an end.')
    if (quietFrom === quietTo) return setError('The beginning and the end are the same.')
    onKeep({ quietFrom, quietTo })
    app.toast('Quiet hours are kept.')
  }
  return (
    <form className="screen-form screen-pad" noValidate onSubmit={onSubmit}>
      <Switch
        label="Stay quiet at certain hours"
        hint="Every day, by the clock of each device."
        isOn={isOn}
        onChange={(next) => {
          setOn(next)
          if (!next && has) onKeep({ quietFrom: 0, quietTo: 0 })
        }}
      />
      {isOn && (
        <>
          <div className="screen-pair">
            <TextField label="From" type="time" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
            <TextField
              label="Until"
              type="time"
              value={to}
              error={error}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </div>
          <Button type="submit">Keep these hours</Button>
        </>
      )}
    </form>
  )
}

/** Of `22:00`, as a field for a time gives it. */
function minuteOf(text: string): number | null {
  const parts = /^(\d\d):(\d\d)$/.exec(text)
  return parts === null ? null : Number(parts[1]) * 60 + Number(parts[2])
}
