/** What a popup offers while somebody types `@person`, `:emoji:`, `/command` or `#chat`. */
import type { Editor } from './editor.ts'
import type { EmojiIndex } from './emoji.ts'

/** Something that can be offered. `name` is matched first, then `detail`. Both are sanitised by whoever hands them in. */
export interface Candidate {
  readonly name: string
  readonly detail: string
  /** What is written into the text, its sign included: `@ann`, `/invite`. */
  readonly insert: string
}

/** Candidates in the order in which equals are shown: the most likely first. */
export interface AssistSources {
  readonly people: readonly Candidate[]
  readonly chats: readonly Candidate[]
  readonly commands: readonly Candidate[]
  /** Null until it is loaded. */
  readonly emoji: EmojiIndex | null
}

export interface AssistItem {
  readonly label: string
  readonly detail: string
  readonly insert: string
}

export interface Assist {
  readonly kind: 'person' | 'emoji' | 'command' | 'chat'
  /** The range that a chosen item replaces, the sign included. */
  readonly from: number
  readonly to: number
  readonly query: string
  /** At least one. */
  readonly items: readonly AssistItem[]
}

export type AssistFor = (editor: Editor, sources: AssistSources) => Assist | null
export type Complete = (editor: Editor, assist: Assist, item: AssistItem) => Editor
