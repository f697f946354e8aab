/** Input that nobody means well: random bytes, and valid JSON with something wrong in it. The same seed gives the same. */

export interface Fuzz {
  /** From 0 up to `below`. */
  int(below: number): number
  pick<Item>(items: readonly Item[]): Item
  bytes(): Uint8Array<ArrayBuffer>
  text(): string
  /** The JSON of a value, with one thing wrong in it; sometimes no JSON any more. */
  spoil(value: unknown): string
}

const odd: readonly string[] = [
  'null',
  'true',
  '-1',
  '0.5',
  '1e999',
  '9007199254740993',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\u202e"',
  '[]',
  '{}',
  '[[[[[]]]]]',
  '{"__proto__":{"t":"hello"}}',
  '{"constructor":{"prototype":{"isAdministrator":true}}}',
  '{"toString":null}',
  '"../../../etc/passwd"',
  '"__proto__"',
  `"${'x'.repeat(9_000)}"`,
  `[${'0,'.repeat(3_000)}0]`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
]

/** Stands in for what is wrong until the JSON is made: no value of JavaScript has the duplicates and depth of `odd`. */
const hole = '\u2603hole'

export function createFuzz(seed: number): Fuzz {
  let state = seed
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[int(items.length)]
    if (item === undefined) throw new Error('Nothing to pick from.')
    return item
  }
  const bytes = () => Uint8Array.from({ length: int(pick([8, 64, 2_000])) }, () => int(256))
  const text = (): string =>
    Array.from({ length: int(pick([4, 40, 400])) }, () => String.fromCodePoint(int(pick([128, 256, 0x3000, 0x1f700]))))
      .join('')
      .toWellFormed()

  const spoilValue = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return hole
    if (Array.isArray(value)) {
      const at = int(value.length + 1)
      return at === value.length ? [...value, hole] : value.with(at, spoilValue(value[at]))
    }
    const fields: [string, unknown][] = Object.entries(value)
    const place = int(fields.length + 1)
    const field = fields[place]
    if (field === undefined) return { ...value, [pick(['__proto__', 'constructor', 'x', 't', ''])]: hole }
    if (next() < 0.15) return Object.fromEntries(fields.toSpliced(place, 1))
    return Object.fromEntries(fields.with(place, [field[0], spoilValue(field[1])]))
  }
  const spoilText = (json: string): string => {
    const place = int(json.length + 1)
    switch (int(4)) {
      case 0:
        return json.slice(0, place)
      case 1:
        return `${json.slice(0, place)}${text()}${json.slice(place)}`
      case 2:
        return `${json.slice(0, place)}${String.fromCharCode(int(128))}${json.slice(place + 1)}`
      default:
        return json + json
    }
  }
  return {
    int,
    pick,
    bytes,
    text,
    spoil: (value) =>
      next() < 0.25
        ? spoilText(JSON.stringify(value))
        : JSON.stringify(spoilValue(value)).replaceAll(`"${hole}"`, () => pick(odd)),
  }
}
