/** What the text will be, where it is no plain message: an answer or an edit, with the words of the message meant. */
import { Pencil, Reply, X } from 'lucide-react'
import type { ReactElement } from 'react'
import { previewText } from '@parley/protocol/text'
import type { Purpose } from '../app/desk.ts'
import { useApp } from '../app/useApp.ts'
import type { ChatId } from '@parley/protocol'
import { IconButton } from '../parts/main.ts'

export interface PurposeBarProps {
  readonly chat: ChatId
  readonly purpose: Purpose
  /** Of the message that is answered. */
  readonly author: string
  readonly onCancel: () => void
}

export function PurposeBar({ chat, purpose, author, onCancel }: PurposeBarProps): ReactElement | null {
  const app = useApp()
  if (purpose.type === 'post') return null
  const message = purpose.type === 'reply' ? purpose.to : purpose.message
  const Icon = purpose.type === 'reply' ? Reply : Pencil
  return (
    <div className="composer-purpose">
      <Icon aria-hidden className="composer-purpose-icon" />
      <button type="button" className="composer-purpose-message" onClick={() => app.go(`/chat/${chat}/${message.seq}`)}>
        <span className="composer-purpose-title">
          {purpose.type === 'reply' ? (
            <>
              Reply to <bdi>{author}</bdi>
            </>
          ) : (
            'Edit your message'
          )}
        </span>
        <span className="composer-purpose-words" dir="auto">
          {previewText(message, app.nameOf)}
        </span>
      </button>
      <IconButton
        label={purpose.type === 'reply' ? 'Cancel the reply' : 'Cancel the edit'}
        icon={X}
        size="small"
        onClick={onCancel}
      />
    </div>
  )
}
