/** Stored text to an entry. What a newer server wrote becomes an `unknown` event; what is no entry is a damaged file. */
import { createCodec, type Entry, interpreted, WireEntrySchema } from '@parley/protocol'

const codec = createCodec(interpreted)
const isEntry = interpreted(WireEntrySchema)

export function decodeEntry(json: string): Entry {
  const value: unknown = JSON.parse(json)
  if (!isEntry(value)) throw new Error(`The log holds what is no entry: ${json.slice(0, 100)}`)
  return codec.toEntry(value)
}
