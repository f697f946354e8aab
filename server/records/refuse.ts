/** The bounds of records, the same for every adapter. */
import { type Failure, failure, utf8Bytes } from '@parley/protocol'
import { recordKeyCharsMax, recordKeyPattern, recordValueBytesMax } from './records.ts'

export const unavailable = failure('unavailable', 'The records are closed. Try again when the server is back.')

/** `json`: the value's. */
export function refusePut(key: string, json: string): Failure | null {
  if (key.length > recordKeyCharsMax || !recordKeyPattern.test(key))
    return failure(
      'invalid',
      `A record's key has 1 to ${recordKeyCharsMax} characters of A-Z a-z 0-9 _ - . in parts separated by "/".`,
    )
  if (utf8Bytes(json) > recordValueBytesMax)
    return failure('tooLarge', `A record's value may have at most ${recordValueBytesMax} bytes as JSON. Split it.`)
  return null
}
