/** All emoji, with a search and those used last. It is a chunk of its own. */
import { EmojiPicker as Picker, type EmojiPickerListComponents } from 'frimousse'
import { type ReactElement, useState } from 'react'
import { emojiPath } from './emojiData.ts'

export interface EmojiPickerProps {
  readonly last: readonly string[]
  readonly onChoose: (emoji: string) => void
}

const columns = 9

/** Made once: other ones would be built anew with every letter of the search. */
const components: EmojiPickerListComponents = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className="composer-picker-category">
      {category.label}
    </div>
  ),
  // The library counts from 0, readers of the screen from 1.
  Row: (props) => <div {...props} className="composer-picker-row" aria-rowindex={counted(props['aria-rowindex'])} />,
  Emoji: ({ emoji, ...props }) => (
    <button {...props} type="button" className="composer-picker-emoji" aria-colindex={counted(props['aria-colindex'])}>
      {emoji.emoji}
    </button>
  ),
}

export function EmojiPicker({ last, onChoose }: EmojiPickerProps): ReactElement {
  const [query, setQuery] = useState('')
  return (
    <Picker.Root
      className="composer-picker-root"
      // Without it the data would be asked of a stranger.
      emojibaseUrl={emojiPath}
      locale="en"
      columns={columns}
      onEmojiSelect={({ emoji }) => onChoose(emoji)}
    >
      <Picker.Search
        className="composer-picker-search"
        aria-label="Search emoji"
        placeholder="Search emoji"
        autoFocus
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {query === '' && last.length > 0 && (
        <div className="composer-picker-last" role="group" aria-label="Used last">
          {last.map((emoji) => (
            <button key={emoji} type="button" className="composer-picker-emoji" onClick={() => onChoose(emoji)}>
              {emoji}
            </button>
          ))}
        </div>
      )}
      <Picker.Viewport className="composer-picker-viewport">
        <Picker.Loading className="composer-picker-note">Loading…</Picker.Loading>
        <Picker.Empty className="composer-picker-note">No emoji is called that.</Picker.Empty>
        <Picker.List className="composer-picker-list" components={components} />
      </Picker.Viewport>
      <div className="composer-picker-foot">
        <Picker.ActiveEmoji>
          {({ emoji }) => (
            <span className="composer-picker-name" aria-live="polite">
              {emoji === undefined ? '' : emoji.label}
            </span>
          )}
        </Picker.ActiveEmoji>
        <Picker.SkinToneSelector className="composer-picker-tone" aria-label="Change the skin tone" />
      </div>
    </Picker.Root>
  )
}

const counted = (index: number | undefined): number | undefined => (index === undefined ? undefined : index + 1)
