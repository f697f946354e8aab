/** Random numbers that nobody can guess, drawn from the system in blocks because ids need many small ones. */
const block = new Uint32Array(1_024)
let at = block.length

/** In [0, 1), with 52 random bits. */
export function secureRandom(): number {
  if (at + 2 > block.length) {
    crypto.getRandomValues(block)
    at = 0
  }
  const high = block[at++] ?? 0
  const low = block[at++] ?? 0
  return (high * 2 ** 20 + (low >>> 12)) / 2 ** 52
}
