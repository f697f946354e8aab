/**
 * What the writer is asked, as text. A string crosses to a worker faster than any object, so a group of requests is one
 * string of lines, and so is its answer. No line holds a line break: JSON escapes them, ids and keys have none.
 */
import type { EntryText } from '../log/canonical.ts'
import type { SealedEntry } from '../log/log.ts'

export type Asked =
  | {
      readonly type: 'append'
      readonly chat: string
      readonly after: number
      readonly entries: readonly { readonly text: EntryText; readonly salt: string }[]
    }
  | {
      readonly type: 'import'
      readonly chat: string
      readonly after: number
      readonly entries: readonly SealedEntry[]
    }
  /** `json` is `null` for a removal. */
  | { readonly type: 'put'; readonly key: string; readonly expected: number; readonly json: string | null }
  | { readonly type: 'redact'; readonly chat: string; readonly seqs: readonly number[] }

/** Lines without the last break. */
export function toLines(asked: Asked): string {
  switch (asked.type) {
    case 'append': {
      let lines = `append\n${asked.chat}\n${asked.after}\n${asked.entries.length}`
      for (const { text, salt } of asked.entries)
        lines += `\n${text.before}\n${text.content ?? ''}\n${text.after}\n${salt}`
      return lines
    }
    case 'import': {
      let lines = `import\n${asked.chat}\n${asked.after}\n${asked.entries.length}`
      for (const { json, hash, salt, contentHash } of asked.entries)
        lines += `\n${json}\n${hash}\n${salt ?? ''}\n${contentHash ?? ''}`
      return lines
    }
    case 'put':
      return `put\n${asked.key}\n${asked.expected}\n${asked.json ?? ''}`
    case 'redact':
      return `redact\n${asked.chat}\n${asked.seqs.join(',')}`
  }
}

/** Takes a group apart. */
export interface Lines {
  /** Are there more? */
  more(): boolean
  next(): string
}

export function linesOf(group: string): Lines {
  const lines = group.split('\n')
  let at = 0
  return {
    more: () => at < lines.length,
    next() {
      const line = lines[at]
      if (line === undefined) throw new Error('A group of requests ends in the middle of one.')
      at += 1
      return line
    },
  }
}
