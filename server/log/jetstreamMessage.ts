/**
 * A message of the log's stream: all entries of one append, or the order to erase some. Text in lines: first a header as JSON,
 * then one line for each entry, `hash salt contentHash json`, with `-` for what it has not.
 */
import type { SealedEntry } from './log.ts'

export type LogMessage =
  | {
      readonly type: 'entries'
      /** The chat's last entry before these. */
      readonly after: number
      /** The message before this one on the chat's subject; 0 for the first. */
      readonly prev: number
      readonly entries: readonly SealedEntry[]
      /** Of what stands in the place of an erased message: the one that stood there before; 0 for the first such. */
      readonly replaces: number
    }
  | {
      readonly type: 'erase'
      readonly after: number
      readonly prev: number
      readonly seqs: readonly number[]
    }

export function encodeMessage(message: LogMessage): string {
  switch (message.type) {
    case 'erase':
      return JSON.stringify(message)
    case 'entries': {
      const { type, after, prev, entries, replaces } = message
      const lines = entries.map(
        ({ hash, salt, contentHash, json }) => `${hash} ${salt ?? '-'} ${contentHash ?? '-'} ${json}`,
      )
      return [JSON.stringify({ type, after, prev, replaces }), ...lines].join('\n')
    }
  }
}

/** `null` for what no Parley wrote. */
export function decodeMessage(text: string): LogMessage | null {
  const [first = '', ...lines] = text.split('\n')
  const header = parse(first)
  if (header === null || !('after' in header) || !('prev' in header) || !('type' in header)) return null
  const { type, after, prev } = header
  if (!isPlace(after) || !isPlace(prev)) return null
  if (type === 'erase') {
    if (!('seqs' in header) || !Array.isArray(header.seqs)) return null
    const seqs: readonly unknown[] = header.seqs
    return { type, after, prev, seqs: seqs.filter(isPlace) }
  }
  const replaces = 'replaces' in header ? header.replaces : null
  if (type !== 'entries' || lines.length === 0 || !isPlace(replaces)) return null
  const entries: SealedEntry[] = []
  for (const line of lines) {
    const [, hash = '', salt = '', contentHash = '', json = ''] = /^([0-9a-f]{64}) (\S+) (\S+) (.*)$/s.exec(line) ?? []
    if (json === '') return null
    entries.push({
      seq: after + 1 + entries.length,
      hash,
      salt: salt === '-' ? null : salt,
      contentHash: contentHash === '-' ? null : contentHash,
      json,
    })
  }
  return { type, after, prev, replaces, entries }
}

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function parse(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
