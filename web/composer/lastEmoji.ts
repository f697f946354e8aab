/** The emoji that were used last on this device, the latest first. */
import type { Kept } from '../app/app.ts'

const key = 'parley/emoji'
const lastMax = 18
/** As long as a family of four in UTF-16 units, and then some. */
const emojiCharsMax = 32

export const lastEmoji = (kept: Pick<Kept, 'get'>): readonly string[] =>
  (kept.get(key) ?? '')
    .split(' ')
    .filter((emoji) => emoji !== '' && emoji.length <= emojiCharsMax && /\p{Emoji}/u.test(emoji))
    .slice(0, lastMax)

export function rememberEmoji(kept: Pick<Kept, 'get' | 'set'>, emoji: string): void {
  const others = lastEmoji(kept).filter((one) => one !== emoji)
  kept.set(key, [emoji, ...others].slice(0, lastMax).join(' '))
}
