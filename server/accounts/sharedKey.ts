/**
 * The signing key of a cluster. Every node must sign with the same one: a token that one node gave is shown to all others.
 *
 * The first node makes it and keeps it in the records, by compare-and-set, so of several first nodes one makes it. That is no
 * weaker than a file beside the data: whoever reads the records of a cluster (its NATS servers' disks, its nodes' data
 * folders, the connection) reads every message too, and whoever writes them can give any account another password. Where the
 * operators of NATS must not be able to sign, `--signing-key` names a file on each node; then the records hold only a
 * fingerprint, by which a node with another file, or with none, is refused instead of logging people out.
 */
import { failure, FailureError } from '@parley/protocol'
import type { Json, Records } from '../records/records.ts'
import { base64url, deriveKey } from './digest.ts'
import { keyBytes } from './keys.ts'

const recordKey = 'cluster/signing-key'

export interface SharedKeyOptions {
  /** What a setting gave. */
  readonly given: Uint8Array | null
  /** What an embedded server has left in the data folder: a house that moved keeps its key. Only of use to the first node. */
  readonly left: Uint8Array | null
  randomBytes(count: number): Uint8Array
}

/** Throws `invalid` where this node's key is not the cluster's. */
export async function sharedSigningKey(records: Records, options: SharedKeyOptions): Promise<Uint8Array> {
  const { given, left, randomBytes } = options
  const made = given ?? left ?? randomBytes(keyBytes)
  const wish: Json = given === null ? { key: base64url(made) } : { fingerprint: fingerprint(made) }
  const found = await records.get(recordKey)
  if (found !== null) return agreed(found.value, given)
  const put = await records.put(recordKey, wish, 0)
  return put.type === 'stored' ? made : agreed(put.current?.value ?? null, given)
}

/** The key that the records hold; `null` where they hold none, or only its fingerprint. */
export async function keptSigningKey(records: Records): Promise<Uint8Array | null> {
  const found = await records.get(recordKey)
  return found === null ? null : parse(found.value).key
}

/** The same of records that nobody serves: `value` gives the JSON of a record's value. */
export function sharedKeyIn(value: (key: string) => string | null | undefined): Uint8Array | null {
  const found = value(recordKey) ?? null
  return found === null ? null : parse(JSON.parse(found)).key
}

function agreed(value: Json, given: Uint8Array | null): Uint8Array {
  const { key, fingerprint: print } = parse(value)
  if (key !== null) {
    if (given === null || base64url(given) === base64url(key)) return key
    throw refused(
      'The cluster has made a signing key of its own already, and the file of --signing-key (PARLEY_SIGNING_KEY) holds another. Leave the setting out.',
    )
  }
  if (given !== null && fingerprint(given) === print) return given
  throw refused(
    given === null
      ? 'The other nodes of the cluster read their signing key from a file. Name the same file with --signing-key (PARLEY_SIGNING_KEY).'
      : 'The file of --signing-key (PARLEY_SIGNING_KEY) holds another key than the other nodes of the cluster have.',
  )
}

function parse(value: Json): { readonly key: Uint8Array | null; readonly fingerprint: string } {
  if (value !== null && typeof value === 'object') {
    if ('key' in value && typeof value.key === 'string') {
      const key = Uint8Array.fromBase64(value.key, { alphabet: 'base64url' })
      if (key.length === keyBytes) return { key, fingerprint: '' }
    }
    if ('fingerprint' in value && typeof value.fingerprint === 'string')
      return { key: null, fingerprint: value.fingerprint }
  }
  throw refused(`The record "${recordKey}" of the cluster holds no signing key. Restore it.`)
}

const fingerprint = (key: Uint8Array): string => base64url(deriveKey(key, 'fingerprint'))
const refused = (message: string): FailureError => new FailureError(failure('invalid', message))
