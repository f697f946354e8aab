/**
 * Addresses in text. Only `http` and `https`; never with a user name, which would make `https://bank.example@evil.example`
 * look like the bank's.
 */
import { asciiHost } from './punycode.ts'

export interface Address {
  /** With its host in ASCII. */
  readonly href: string
  /** In ASCII, with the port where one is named. */
  readonly host: string
  /** The host is written in the same letters. */
  readonly isPlain: boolean
}

/** A longer one is text. */
const addressCharsMax = 2_048
const linkTextCharsMax = 500

const addressRun = /https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%|\p{L}\p{M}\p{N}]*/iuy

/** An address at `at`, without the punctuation that ends the sentence. `address` is `null` where it must stay text. */
export function bareAddress(text: string, at: number): { readonly end: number; readonly address: Address | null } {
  addressRun.lastIndex = at
  const run = addressRun.exec(text)?.[0] ?? ''
  const end = at + run.length
  // All of it is passed over, or a flood of beginnings would be read from each of them.
  if (run.length > addressCharsMax) return { end, address: null }
  const trimmed = withoutPunctuation(run)
  const address = toAddress(trimmed)
  return address === null ? { end, address } : { end: at + trimmed.length, address }
}

function withoutPunctuation(run: string): string {
  let end = run.length
  let unopened = 0
  for (const character of run) unopened += character === ')' ? 1 : character === '(' ? -1 : 0
  for (; end > 0; end--) {
    const last = run.charAt(end - 1)
    if (last === ')' && unopened > 0) unopened--
    else if (!/[.,;:!?'*_~|]/.test(last)) break
  }
  return run.slice(0, end)
}

/** `[text](address)` at `at`; `null` where there is none. Neither part holds a bracket, so a flood of them costs nothing. */
export function writtenLink(
  text: string,
  at: number,
): { readonly end: number; readonly text: string; readonly target: string; readonly address: Address } | null {
  const close = at + 1 + lengthUntil(text, at + 1, linkTextCharsMax, /[[\]\n]/)
  if (close === at + 1 || text.charAt(close) !== ']' || text.charAt(close + 1) !== '(') return null
  const from = close + 2
  let depth = 0
  for (let end = from; end - from <= addressCharsMax && end < text.length; end++) {
    const character = text.charAt(end)
    if (/[\s[\]<>\\]/.test(character)) return null
    if (character === '(') depth++
    if (character !== ')' || depth-- > 0) continue
    const target = text.slice(from, end)
    const address = toAddress(target)
    return address === null ? null : { end: end + 1, text: text.slice(at + 1, close), target, address }
  }
  return null
}

function lengthUntil(text: string, from: number, max: number, stop: RegExp): number {
  let length = 0
  while (length < max && from + length < text.length && !stop.test(text.charAt(from + length))) length++
  return length
}

function toAddress(text: string): Address | null {
  const parts = /^(https?):\/\/([^/?#:]+)(:\d{1,5})?(?=[/?#]|$)(.*)$/i.exec(text)
  const [, scheme = '', written = '', port = '', rest = ''] = parts ?? []
  const ascii = parts === null ? null : asciiHost(written)
  if (ascii === null) return null
  const host = `${ascii}${port}`
  return { href: `${scheme.toLowerCase()}://${host}${rest}`, host, isPlain: /^[ -~]*$/.test(written) }
}

/** Does a link's text say where it goes? */
export const saysAddress = (text: string, target: string): boolean => bare(text) === bare(target)

const bare = (text: string): string =>
  text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
    .toLowerCase()
