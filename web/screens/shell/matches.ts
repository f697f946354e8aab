import type { Message } from '@parley/protocol'

/** Matches that are counted. */
const matchesMax = 1_000

/** Seqs of the messages that hold these words in what is loaded, the latest first. */
export function matchesOf(messages: readonly Message[], query: string): readonly number[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const found: number[] = []
  for (let at = messages.length - 1; at >= 0 && found.length < matchesMax; at--) {
    const message = messages[at]
    if (message?.content.kind === 'text' && message.content.text.toLowerCase().includes(wanted)) found.push(message.seq)
  }
  return found
}
