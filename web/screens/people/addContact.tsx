import { type FormEvent, type ReactElement, useState } from 'react'
import { toUsername } from '@parley/protocol'
import { useApp } from '../../app/useApp.ts'
import { Button, Dialog, TextField } from '../../parts/main.ts'
import { failureOf } from '../../app/failureOf.ts'

/** Asks somebody by their username to be a contact. */
export function AddContact({
  onAdded,
  onClose,
}: {
  readonly onAdded: () => void
  readonly onClose: () => void
}): ReactElement {
  const app = useApp()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const send = async (): Promise<void> => {
    const username = toUsername(text.trim().replace(/^@/, ''))
    if (username === null) return setError('A username looks like @ann.')
    setBusy(true)
    try {
      await app.api.requestContact(`@${username}`)
      app.toast(`@${username} is asked to be your contact.`)
      onAdded()
      onClose()
    } catch (error) {
      const { code, message } = failureOf(error)
      setError(code === 'notFound' ? `Nobody here is called @${username}.` : message)
      setBusy(false)
    }
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    void send()
  }
  return (
    <Dialog
      title="Add a contact"
      description="They are asked, and see whether you are here once they accept."
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="add-contact" isBusy={isBusy}>
            Ask
          </Button>
        </>
      }
    >
      <form id="add-contact" noValidate onSubmit={onSubmit}>
        <TextField
          label="Username"
          placeholder="@ann"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
