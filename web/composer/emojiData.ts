/** The names of emoji, loaded when somebody first types a colon. The list is the picker's, at our own origin. */
import { type EmojiIndex, indexEmoji } from '@parley/protocol/text'

/** Where the server offers Emojibase's data: `LOCALE/data.json` and `LOCALE/messages.json` lie under it. */
export const emojiPath = '/emoji'

let loading: Promise<EmojiIndex> | null = null

/** Once for all; what failed is tried again when it is next asked for. */
export function loadEmoji(): Promise<EmojiIndex> {
  loading ??= read().catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

async function read(): Promise<EmojiIndex> {
  const [response, { default: github }, { default: slack }] = await Promise.all([
    fetch(`${emojiPath}/en/data.json`),
    import('emojibase-data/en/shortcodes/github.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ])
  if (!response.ok) throw new Error(`the list of emoji answered ${response.status}`)
  const data: unknown = await response.json()
  return indexEmoji(Array.isArray(data) ? data.filter(isEntry).map(entryOf) : [], [github, slack])
}

interface DataEntry {
  readonly hexcode: string
  readonly emoji: string
  readonly tags?: readonly string[]
}

const isEntry = (value: unknown): value is DataEntry =>
  typeof value === 'object' &&
  value !== null &&
  'hexcode' in value &&
  typeof value.hexcode === 'string' &&
  'emoji' in value &&
  typeof value.emoji === 'string' &&
  (!('tags' in value) || (Array.isArray(value.tags) && value.tags.every((tag) => typeof tag === 'string')))

const entryOf = ({ hexcode, emoji, tags }: DataEntry): Parameters<typeof indexEmoji>[0][number] => ({
  hexcode,
  character: emoji,
  tags,
})
