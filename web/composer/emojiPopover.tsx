/** The picker of emoji: its code and its data come when it is first opened. */
import { lazy, type ReactElement, Suspense } from 'react'
import { useApp } from '../app/useApp.ts'
import { Popover, Spinner } from '../parts/main.ts'
import { lastEmoji, rememberEmoji } from './lastEmoji.ts'

export interface EmojiPopoverProps {
  readonly anchor: Element | null
  readonly onChoose: (emoji: string) => void
  readonly onClose: () => void
}

const Picker = lazy(() => import('./emojiPicker.tsx').then(({ EmojiPicker }) => ({ default: EmojiPicker })))

export function EmojiPopover({ anchor, onChoose, onClose }: EmojiPopoverProps): ReactElement {
  const { kept } = useApp().world
  return (
    <Popover
      anchor={anchor}
      side="above"
      className="composer-picker"
      role="dialog"
      aria-label="Emoji"
      onClose={onClose}
    >
      <Suspense fallback={<Spinner />}>
        <Picker
          last={lastEmoji(kept)}
          onChoose={(emoji) => {
            rememberEmoji(kept, emoji)
            onChoose(emoji)
          }}
        />
      </Suspense>
    </Popover>
  )
}
