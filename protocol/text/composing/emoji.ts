/** Emoji by their names on GitHub and in Slack, and by what they are about. Whoever shows them loads the data. */

interface Emoji {
  readonly character: string
  /** Without colons, the best known first. */
  readonly names: readonly string[]
  readonly tags: readonly string[]
}

export interface EmojiIndex {
  readonly all: readonly Emoji[]
  readonly byName: ReadonlyMap<string, Emoji>
}

/** An emoji as Emojibase lists it. */
interface EmojiEntry {
  readonly hexcode: string
  readonly character: string
  readonly tags?: readonly string[] | undefined
}

/** Names by hexcode, as Emojibase lists them. */
type Shortcodes = Readonly<Record<string, string | readonly string[]>>

/** Of a name that two emoji have, the first keeps it. Names of the earlier lists come first. */
export function indexEmoji(entries: readonly EmojiEntry[], shortcodes: readonly Shortcodes[]): EmojiIndex {
  const all: Emoji[] = []
  const byName = new Map<string, Emoji>()
  const codes = shortcodes.map((list) => new Map(Object.entries(list)))
  for (const { hexcode, character, tags = [] } of entries) {
    const names = [...new Set(codes.flatMap((of) => of.get(hexcode) ?? []))]
    if (names.length === 0) continue
    const one = { character: character.replace(needless, '$1'), names, tags }
    all.push(one)
    for (const name of names) if (!byName.has(name)) byName.set(name, one)
  }
  return { all, byName }
}

/** The data asks for colour also where a character has it by itself; terminals disagree about the width of such a pair. */
const needless = /^(\p{Emoji_Presentation})\ufe0f$/u
