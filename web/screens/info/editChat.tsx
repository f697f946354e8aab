import { type FormEvent, type ReactElement, useState } from 'react'
import type { ChatView } from '@parley/protocol/client'
import { Button, Dialog, TextArea, TextField } from '../../parts/main.ts'
import { descriptionTrouble, titleTrouble } from '../newChat/chatForm.ts'
import { useCommand } from './useCommand.ts'

/** Changes what a chat is called. */
export function EditChat({ chat, onClose }: { readonly chat: ChatView; readonly onClose: () => void }): ReactElement {
  const run = useCommand(chat.id)
  const [title, setTitle] = useState(chat.title ?? '')
  const [description, setDescription] = useState(chat.description ?? '')
  const [isChecked, setChecked] = useState(false)
  const wrong = { title: titleTrouble(title), description: descriptionTrouble(description) }

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (wrong.title !== null || wrong.description !== null) return
    const next = { title: title.trim(), description: description.trim() }
    const isSame = next.title === chat.title && next.description === (chat.description ?? '')
    if (!isSame) run({ type: 'changeInfo', ...next })
    onClose()
  }
  return (
    <Dialog
      title={`This ${chat.type}`}
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="edit-chat">
            Save
          </Button>
        </>
      }
    >
      <form id="edit-chat" className="screen-form" noValidate onSubmit={onSubmit}>
        <TextField
          label="Title"
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={isChecked ? wrong.title : null}
        />
        <TextArea
          label="Description"
          hint="Left empty, there is none."
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={isChecked ? wrong.description : null}
        />
      </form>
    </Dialog>
  )
}
