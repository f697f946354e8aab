/** `Idempotency-Key`: the same key by the same person is the same deed, for ever. */
import {
  failure,
  FailureError,
  type IdSource,
  limits,
  newSubmissionId,
  type SubmissionId,
  submissionIdOfKey,
} from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'

/** `null` for a request without a key. Throws `invalid` for one that is none. */
export function keyOf({ headers }: Request): string | null {
  const key = headers.get('idempotency-key')
  if (key === null) return null
  // A header's other bytes mean different texts to different clients.
  if (key.length > limits.keyCharsMax || !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(key))
    throw new FailureError(failure('invalid', `An Idempotency-Key has 1 to ${limits.keyCharsMax} ASCII characters.`))
  return key
}

export const submissionOf = (key: string | null, env: IdSource): SubmissionId =>
  key === null ? newSubmissionId(env) : submissionIdOfKey(sha256, key)
