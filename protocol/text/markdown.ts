import { safeText } from './sanitise.ts'

export interface Inline {
  readonly text: string
  readonly bold?: true
  readonly italic?: true
  readonly strike?: true
  readonly code?: true
  readonly href?: string
  readonly mention?: string
}

export type Block =
  | { readonly type: 'paragraph'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly type: 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly type: 'code'; readonly language: string; readonly lines: readonly string[] }

export function parseMarkdown(text: string): readonly Block[] {
  return [
    {
      type: 'paragraph',
      lines: safeText(text)
        .split('\n')
        .map((line) => [{ text: line }]),
    },
  ]
}
