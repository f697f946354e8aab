/** Emoji by their names on GitHub and in Slack, and by what they are about. The data is loaded when first asked for. */

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

/** Reads some 300 KB of data once. */
export async function loadEmoji(): Promise<EmojiIndex> {
  const [{ default: emoji }, { default: github }, { default: slack }] = await Promise.all([
    import('emojibase-data/en/compact.json'),
    import('emojibase-data/en/shortcodes/github.json'),
    import('emojibase-data/en/shortcodes/iamcal.json'),
  ])
  const all: Emoji[] = []
  const byName = new Map<string, Emoji>()
  const codes = [new Map(Object.entries(github)), new Map(Object.entries(slack))]
  for (const { hexcode, unicode, tags = [] } of emoji) {
    const names = [...new Set(codes.flatMap((of) => of.get(hexcode) ?? []))]
    if (names.length === 0) continue
    const one = { character: unicode.replace(needless, '$1'), names, tags }
    all.push(one)
    for (const name of names) if (!byName.has(name)) byName.set(name, one)
  }
  return { all, byName }
}

/** The data asks for colour also where a character has it by itself; terminals disagree about the width of such a pair. */
const needless = /^(\p{Emoji_Presentation})\ufe0f$/u
