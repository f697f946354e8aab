/** `s/old/new/` for the last message: plain text for plain text, in linear time; no regular expression of anybody's runs. */
import { isBoundary } from './graphemes.ts'

/** The new text; null where nothing matches or nothing would be left. */
export type Substitution = (text: string) => string | null

/**
 * Null for what is no substitution: the whole text must be `s/old/new/` with the flags `g` (all of them) and `i` (whatever the
 * case) behind it. `\/` stands for a slash, `\\` for a backslash.
 */
export function readSubstitution(text: string): Substitution | null {
  const command = text.trimEnd()
  if (!command.startsWith('s/') || command.includes('\n')) return null
  const parts = ['']
  let at = 2
  for (; at < command.length && parts.length < 3; at++) {
    const unit = command.charAt(at)
    const following = command.charAt(at + 1)
    if (unit === '/') parts.push('')
    else if (unit === '\\' && (following === '/' || following === '\\')) {
      parts[parts.length - 1] += following
      at++
    } else parts[parts.length - 1] += unit
  }
  const [old = '', next = ''] = parts
  const flags = command.slice(at)
  if (parts.length < 3 || old === '' || !/^(?:|g|i|gi|ig)$/.test(flags)) return null
  return (message) => replaced(message, old, next, flags.includes('g'), flags.includes('i'))
}

function replaced(message: string, old: string, next: string, isGlobal: boolean, isFolding: boolean): string | null {
  const where = isFolding ? fold(message) : message
  const what = isFolding ? fold(old) : old
  let result = ''
  let done = 0
  let found = false
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at)) {
    const end = at + what.length
    // Half a letter (its base without its accent) is not what was meant.
    if (!isBoundary(message, at) || !isBoundary(message, end)) {
      at++
      continue
    }
    result += message.slice(done, at) + next
    done = end
    at = end
    found = true
    if (!isGlobal) break
  }
  result += message.slice(done)
  return !found || result === message || result.trim() === '' ? null : result
}

/** Lower case, letter by letter, of the same length, so that offsets stay what they are. */
const fold = (text: string): string =>
  text.replace(/\p{L}/gu, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  })
