/**
 * Where one writes. It owns the field, what is written in each chat of this tab (with its undo and its draft), the popups while
 * one types, the picker of emoji, and what a text becomes when it is sent: a message, an edit, a substitution, a command.
 *
 * It guarantees that a key is on the screen before anything else is thought about it, that a text is kept on this device soon
 * after a pause and always when the page goes, and that sending waits for nothing. It refuses to know the network, and how
 * messages are shown: `web/text` shows the preview.
 */
import type { ChatView } from '@parley/protocol/client'
import type { ReactElement, RefObject } from 'react'

export interface ComposerHandle {
  focus(): void
  /** Puts a text in place of the selection. */
  insert(text: string): void
  send(): void
}

export interface ComposerProps {
  readonly chat: ChatView
  readonly handle: RefObject<ComposerHandle | null>
}

export function Composer({ chat }: ComposerProps): ReactElement {
  return <form className="composer" aria-label="Write a message" data-chat={chat.id} />
}
