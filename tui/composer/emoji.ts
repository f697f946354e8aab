/** The names of emoji, loaded when first asked for. */
import { type EmojiIndex, indexEmoji } from '@parley/protocol/text'

/** Reads some 300 KB of data once. */
export async function loadEmoji(): Promise<EmojiIndex> {
  const [{ default: emoji }, { default: github }, { default: slack }] = await Promise.all([
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/shortcodes/github.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ])
  const entries = emoji.map(({ hexcode, unicode, tags }) => ({ hexcode, character: unicode, tags }))
  return indexEmoji(entries, [github, slack])
}
