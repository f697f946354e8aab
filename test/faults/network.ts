/**
 * Three places with a network between them that can be cut or lose packets: network namespaces around a router that drops what
 * it is told to. A place keeps its link to the test, as a server may that its people reach and its peers do not. It needs root,
 * `ip` and `nft`.
 *
 *     test ── router ─┬─ place 0
 *                     ├─ place 1
 *                     └─ place 2
 */

export interface Network {
  hostOf(place: number): string
  /** A command that runs another one at a place. */
  before(place: number): readonly string[]
  /** Nothing passes between this place and the others. */
  isolate(place: number): void
  /** What the others' ports of these numbers say to this place, and it to theirs, is lost; nothing else. */
  isolatePorts(place: number, ports: readonly number[]): void
  /** Of what passes between places, so many packets of a hundred are lost. */
  lose(percent: number): void
  heal(): void
  remove(): void
}

const placesCount = 3
const places = Array.from({ length: placesCount }, (_, place) => place)

/** `null` where this may not be done. */
export function openNetwork(): Network | null {
  const tag = `pl${process.pid % 100_000}`
  const net = `198.18.${process.pid % 250}`
  const router = `${tag}r`
  const spaceOf = (place: number): string => `${tag}p${place}`
  const hostOf = (place: number): string => `${net}.${4 * place + 6}`
  const spaces = [router, ...places.map(spaceOf)]
  const remove = (): void => {
    for (const space of spaces) succeeds('ip', 'netns', 'del', space)
    succeeds('ip', 'link', 'del', `${tag}t`)
  }
  const inRouter = (...command: readonly string[]): boolean => succeeds('ip', 'netns', 'exec', router, ...command)
  /** A link of the router: its end, the other end and the space of that one, `null` for the test's own. */
  const link = (end: string, other: string, space: string | null, address: number): boolean => {
    const there = space === null ? [] : ['ip', 'netns', 'exec', space]
    return (
      inRouter('ip', 'link', 'add', end, 'type', 'veth', 'peer', 'name', other) &&
      inRouter('ip', 'link', 'set', other, 'netns', space ?? String(process.pid)) &&
      inRouter('ip', 'address', 'add', `${net}.${address}/30`, 'dev', end) &&
      inRouter('ip', 'link', 'set', end, 'up') &&
      succeeds(...there, 'ip', 'address', 'add', `${net}.${address + 1}/30`, 'dev', other) &&
      succeeds(...there, 'ip', 'link', 'set', other, 'up')
    )
  }
  const isMade =
    spaces.every((space) => succeeds('ip', 'netns', 'add', space)) &&
    spaces.every((space) => succeeds('ip', 'netns', 'exec', space, 'ip', 'link', 'set', 'lo', 'up')) &&
    inRouter('sysctl', '-q', '-w', 'net.ipv4.ip_forward=1') &&
    link('test', `${tag}t`, null, 1) &&
    succeeds('ip', 'route', 'add', `${net}.0/24`, 'via', `${net}.1`) &&
    places.every(
      (place) =>
        link(`place${place}`, 'router', spaceOf(place), 4 * place + 5) &&
        succeeds(
          'ip',
          'netns',
          'exec',
          spaceOf(place),
          'ip',
          'route',
          'add',
          'default',
          'via',
          `${net}.${4 * place + 5}`,
        ),
    ) &&
    inRouter('nft', 'add table inet parley') &&
    inRouter('nft', 'add chain inet parley between { type filter hook forward priority 0; }')
  if (!isMade) {
    remove()
    return null
  }

  const drop = (rule: string): void => {
    if (!inRouter('nft', `add rule inet parley between ${rule} drop`)) throw new Error(`nft refuses ${rule}.`)
  }
  const othersOf = (place: number): string =>
    `{ ${places
      .filter((other) => other !== place)
      .map(hostOf)
      .join(', ')} }`
  const all = `{ ${places.map(hostOf).join(', ')} }`
  return {
    hostOf,
    before: (place) => ['ip', 'netns', 'exec', spaceOf(place)],
    isolate(place) {
      drop(`ip saddr ${hostOf(place)} ip daddr ${othersOf(place)}`)
      drop(`ip saddr ${othersOf(place)} ip daddr ${hostOf(place)}`)
    },
    isolatePorts(place, ports) {
      const those = `{ ${ports.join(', ')} }`
      for (const end of ['sport', 'dport']) {
        drop(`ip saddr ${hostOf(place)} ip daddr ${othersOf(place)} tcp ${end} ${those}`)
        drop(`ip saddr ${othersOf(place)} ip daddr ${hostOf(place)} tcp ${end} ${those}`)
      }
    },
    lose: (percent) => drop(`ip saddr ${all} ip daddr ${all} numgen random mod 100 < ${percent}`),
    heal() {
      if (!inRouter('nft', 'flush chain inet parley between')) throw new Error('nft refuses to forget its rules.')
    },
    remove,
  }
}

function succeeds(...command: readonly string[]): boolean {
  return Bun.which(command[0] ?? '') !== null && Bun.spawnSync([...command]).success
}
