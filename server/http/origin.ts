/** Where a request comes from. A header is believed only from a proxy that the operator named. */
import type { Origin } from '../accounts/rateLimit.ts'
import { proxiesOf } from '../proxies.ts'

/** `peer`: the other end of the connection; `null` where nobody knows. `trustedProxies`: addresses and networks. */
export function originOf(peer: string | null, headers: Headers, trustedProxies: readonly string[]): Origin {
  const address = plain(peer ?? '')
  const trusted = proxiesOf(trustedProxies)
  const forwarded = headers.get('x-forwarded-for')
  if (forwarded !== null && trusted.has(address)) {
    // Read from the near end: each trusted proxy wrote down whom it saw; what is left of that, anybody may have written.
    const seen = forwarded.split(',').map((part) => plain(part.trim()))
    const client = seen.findLast((one) => one !== '' && !trusted.has(one)) ?? address
    return { address: client, isLocal: false }
  }
  // A proxy on this machine that was not named must not make the whole world local.
  const isForwarded = forwarded !== null || headers.has('forwarded') || headers.has('x-real-ip')
  return { address, isLocal: !isForwarded && isLoopback(address) }
}

/** Is a page of this origin one of this server's own? The operator's public address is, and the host that was asked. */
export const ownOrigin =
  (publicUrl: string | null) =>
  (origin: string, host: string): boolean =>
    origin === publicUrl || origin === `http://${host}` || origin === `https://${host}`

/** `::ffff:127.0.0.1` is `127.0.0.1`. */
const plain = (address: string): string => address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
const isLoopback = (address: string): boolean => address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address)
