/** A host in the letters that a name server reads (RFC 3492), so that letters which look alike show that they are not. */

const labelCharsMax = 63
const hostCharsMax = 253

/** The host in lower case ASCII: `аpple.com` with a Cyrillic а is `xn--pple-43d.com`. `null` for what cannot be a host. */
export function asciiHost(host: string): string | null {
  const labels = host.normalize('NFKC').toLowerCase().replace(/\.$/, '').split('.')
  const ascii: string[] = []
  for (const label of labels) {
    if (label.length > labelCharsMax || !/^[\p{L}\p{M}\p{N}_-]+$/u.test(label)) return null
    const encoded = /^[ -~]*$/.test(label) ? label : `xn--${punycode(label)}`
    if (encoded.length > labelCharsMax) return null
    ascii.push(encoded)
  }
  const whole = ascii.join('.')
  return whole.length > hostCharsMax ? null : whole
}

const base = 36
const thresholdMin = 1
const thresholdMax = 26

/** One label of at most `labelCharsMax`: the cost grows with its square. */
function punycode(label: string): string {
  const codes = Array.from(label, (character) => character.codePointAt(0) ?? 0)
  let output = codes
    .filter((code) => code < 0x80)
    .map((code) => String.fromCharCode(code))
    .join('')
  const basics = output.length
  if (basics > 0) output += '-'
  let handled = basics
  let next = 0x80
  let delta = 0
  let bias = 72
  while (handled < codes.length) {
    let least = 0x7fffffff
    for (const code of codes) if (code >= next && code < least) least = code
    delta += (least - next) * (handled + 1)
    next = least
    for (const code of codes) {
      if (code < next) delta++
      if (code !== next) continue
      let rest = delta
      for (let place = base; ; place += base) {
        const threshold = Math.min(thresholdMax, Math.max(thresholdMin, place - bias))
        if (rest < threshold) break
        const digit = threshold + ((rest - threshold) % (base - threshold))
        output += digitOf(digit)
        rest = Math.floor((rest - threshold) / (base - threshold))
      }
      output += digitOf(rest)
      bias = adapted(delta, handled + 1, handled === basics)
      delta = 0
      handled++
    }
    delta++
    next++
  }
  return output
}

function adapted(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2))
  rest += Math.floor(rest / count)
  let places = 0
  for (; rest > ((base - thresholdMin) * thresholdMax) / 2; places += base)
    rest = Math.floor(rest / (base - thresholdMin))
  return places + Math.floor(((base - thresholdMin + 1) * rest) / (rest + 38))
}

const digitOf = (digit: number): string => 'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(digit)
