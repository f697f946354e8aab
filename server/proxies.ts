/** Proxies that the operator named: addresses, and networks such as 10.0.0.0/8 where proxies come and go. */
import { BlockList, isIP } from 'node:net'

export interface Proxies {
  has(address: string): boolean
}

interface Network {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  readonly prefix: number
}

/** `null` for what is neither an address nor a network. A network of all addresses would believe everybody. */
export function parseNetwork(text: string): Network | null {
  // `::ffff:10.0.0.1` is 10.0.0.1, as it is where it stands in a request.
  const [address = '', prefix, ...more] = text.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return null
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : /^[1-9]\d{0,2}$/.test(prefix) ? Number(prefix) : 0
  return length < 1 || length > bits ? null : { address, family: version === 4 ? 'ipv4' : 'ipv6', prefix: length }
}

const made = new WeakMap<readonly string[], Proxies>()

/** Made once for each list: it is asked at every request. */
export function proxiesOf(names: readonly string[]): Proxies {
  const known = made.get(names)
  if (known !== undefined) return known
  const list = new BlockList()
  for (const network of names.map(parseNetwork))
    if (network !== null) list.addSubnet(network.address, network.prefix, network.family)
  const proxies: Proxies = {
    has(address) {
      const version = isIP(address)
      return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
    },
  }
  made.set(names, proxies)
  return proxies
}
