/** Emoji by their names on GitHub and in Slack, and by what they are about. The data is loaded when first asked for. */

export interface Emoji {
  readonly character: string
  /** Without colons, the best known first. */
  readonly names: readonly string[]
  readonly tags: readonly string[]
}

export interface EmojiIndex {
  readonly all: readonly Emoji[]
  readonly byName: ReadonlyMap<string, Emoji>
}
