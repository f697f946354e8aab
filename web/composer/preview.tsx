/** What will be sent, as its readers will see it. Shown while the text has marks; it follows the text after a pause. */
import type { ReactElement } from 'react'
import { useApp } from '../app/useApp.ts'
import { MessageText } from '../text/messageText.tsx'

export interface PreviewProps {
  readonly text: string
}

export function Preview({ text }: PreviewProps): ReactElement {
  const { me } = useApp()
  return (
    <section className="composer-preview" aria-label="Preview">
      <MessageText text={text} username={me.username} />
    </section>
  )
}
