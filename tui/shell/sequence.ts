/** What one whole escape sequence means: a key, the mouse, the focus, an answer, or nothing that is known. */
import type { Key, TerminalEvent } from './event.ts'
import { codeKey, isPrivateKey, keypadText, letterKeys, tildeKeys } from './keyNames.ts'
import type { TerminalReply } from './reply.ts'

/** `null` is a sequence that means nothing here: it is swallowed. */
export type Meaning =
  | { readonly type: 'event'; readonly event: TerminalEvent }
  | { readonly type: 'reply'; readonly reply: TerminalReply }
  | { readonly type: 'pasteStart' }
  | null

/** `parameters` is what stands between `CSI` and the final letter: parameter bytes, then intermediate ones. */
export function meaningOfCsi(parameters: string, final: string): Meaning {
  const mark = /^[<=>?]/.exec(parameters)?.[0] ?? ''
  const numbers = parameters.slice(mark.length).split(';')
  const [first = 0, second = 0, third = 0] = numbers.map((one) => Number.parseInt(one, 10) || 0)
  if (mark === '<') return final === 'M' || final === 'm' ? mouse(first, second - 1, third - 1, final === 'm') : null
  if (mark === '?') return privateReply(parameters, final, first, second)
  if (mark !== '') return null
  switch (final) {
    case 'I':
    case 'O':
      return { type: 'event', event: { type: 'focus', isFocused: final === 'I' } }
    case 'u':
      return kittyKey(numbers)
    case '~':
      if (first === 200) return { type: 'pasteStart' }
      if (first === 27) return codedKey({ code: third, shifted: 0, text: '', modifiers: modifiersOf(numbers[1]) })
      return named(tildeKeys[first], numbers[1])
    case 'R':
      // Modified F3 has the form of a cursor position in the first row, where nobody ever asks for one.
      if (first !== 1 || second > 16) return { type: 'reply', reply: { type: 'position', row: first, column: second } }
      return named('f3', numbers[1])
    case 'Z':
      return keyOf({ name: 'tab', text: '', ctrl: false, alt: false, shift: true })
    case 'M':
      return null
    default:
      return named(letterKeys[final], numbers[1])
  }
}

/** `SS3 letter`: keys of the application keypad. */
export function meaningOfSs3(letter: string): Meaning {
  const name = letterKeys[letter]
  if (name !== undefined) return named(name, undefined)
  const typed = /[j-y]/.test(letter) ? '*+,-./0123456789'[letter.charCodeAt(0) - 106] : undefined
  return typed === undefined ? null : keyOf({ name: typed, text: typed, ctrl: false, alt: false, shift: false })
}

/** `body` is what stands between `OSC`, `DCS`, `APC`, `PM` or `SOS` and its end. */
export function meaningOfString(introducer: string, body: string): Meaning {
  if (introducer === 'P' && body.startsWith('>|')) {
    return { type: 'reply', reply: { type: 'version', text: body.slice(2) } }
  }
  const colour = introducer === ']' ? /^(10|11);rgba?:([\da-f]+)\/([\da-f]+)\/([\da-f]+)/i.exec(body) : null
  if (colour === null) return null
  const [, of, red = '', green = '', blue = ''] = colour
  return {
    type: 'reply',
    reply: { type: 'colour', of: of === '10' ? 10 : 11, rgb: [channel(red), channel(green), channel(blue)] },
  }
}

/** The mouse of before SGR: three characters, each 32 more than its value. */
export function meaningOfOldMouse(button: number, x: number, y: number): Meaning {
  return mouse(button - 32, x - 33, y - 33, (button & 3) === 3 && (button & 64) === 0)
}

function channel(hex: string): number {
  return Number.parseInt(hex, 16) / (16 ** hex.length - 1)
}

function privateReply(parameters: string, final: string, first: number, second: number): Meaning {
  switch (final) {
    case 'c':
      return { type: 'reply', reply: { type: 'attributes' } }
    case 'u':
      return { type: 'reply', reply: { type: 'kitty', flags: first } }
    case 'y':
      return parameters.endsWith('$') ? { type: 'reply', reply: { type: 'mode', mode: first, value: second } } : null
    case 'n':
      if (first !== 997 || (second !== 1 && second !== 2)) return null
      return { type: 'event', event: { type: 'background', theme: second === 1 ? 'dark' : 'light' } }
    default:
      return null
  }
}

function mouse(code: number, x: number, y: number, isRelease: boolean): Meaning {
  if (x < 0 || y < 0 || code < 0) return null
  const held = { ctrl: (code & 16) !== 0, alt: (code & 8) !== 0, shift: (code & 4) !== 0 }
  const low = code & 3
  if ((code & 128) !== 0) return null
  if ((code & 64) !== 0) {
    // 66 and 67 are the wheel to the sides.
    if (low > 1 || isRelease) return null
    return {
      type: 'event',
      event: { type: 'mouse', action: low === 0 ? 'wheelUp' : 'wheelDown', button: 0, x, y, ...held },
    }
  }
  const isMotion = (code & 32) !== 0
  // A motion without a button was never asked for.
  if (isMotion && low === 3) return null
  const action = isRelease ? 'release' : isMotion ? 'drag' : 'press'
  return { type: 'event', event: { type: 'mouse', action, button: low === 3 ? 0 : low, x, y, ...held } }
}

interface Modifiers {
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  /** Super or hyper is held: such keys belong to the window system. */
  readonly isForeign: boolean
  readonly isRelease: boolean
}

/** `modifiers:event`, as `5` or `5:1`: one more than the bits shift, alt, ctrl, super, hyper, meta. */
function modifiersOf(parameter: string | undefined): Modifiers {
  const [bits = '', event = ''] = (parameter ?? '').split(':')
  const held = Math.max(0, (Number.parseInt(bits, 10) || 1) - 1)
  return {
    shift: (held & 1) !== 0,
    alt: (held & 34) !== 0,
    ctrl: (held & 4) !== 0,
    isForeign: (held & 24) !== 0,
    isRelease: event === '3',
  }
}

function named(name: string | undefined, parameter: string | undefined): Meaning {
  const held = modifiersOf(parameter)
  if (name === undefined || held.isForeign || held.isRelease) return null
  return keyOf({ name, text: '', ctrl: held.ctrl, alt: held.alt, shift: held.shift })
}

/** `CSI code:shifted:base ; modifiers:event ; text u`. */
function kittyKey(numbers: readonly string[]): Meaning {
  const [code = 0, shifted = 0, base = 0] = (numbers[0] ?? '').split(':').map((one) => Number.parseInt(one, 10) || 0)
  const modifiers = modifiersOf(numbers[1])
  const text = (numbers[2] ?? '').split(':').map((one) => character(Number.parseInt(one, 10) || 0))
  // On a keyboard of another script, ctrl and alt mean the key in its place on the Latin one.
  const isCommand = (modifiers.ctrl || modifiers.alt) && code > 127 && base > 0 && !isPrivateKey(code)
  return codedKey({ code: isCommand ? base : code, shifted: isCommand ? 0 : shifted, text: text.join(''), modifiers })
}

interface CodedKey {
  readonly code: number
  /** The code with shift held, or 0. */
  readonly shifted: number
  readonly text: string
  readonly modifiers: Modifiers
}

function codedKey({ code, shifted, text, modifiers }: CodedKey): Meaning {
  const { ctrl, alt, shift } = modifiers
  if (modifiers.isForeign || modifiers.isRelease) return null
  const name = codeKey(code)
  if (name !== null) return keyOf({ name, text: name === 'space' && !ctrl && !alt ? ' ' : '', ctrl, alt, shift })
  const plain = keypadText(code) ?? (isPrivateKey(code) ? '' : character(code))
  if (plain === '') return null
  if (ctrl) return keyOf({ name: plain.toLowerCase(), text: '', ctrl, alt, shift })
  const typed = shift ? character(shifted) || plain.toUpperCase() : plain
  return keyOf({ name: typed, text: alt ? '' : text || typed, ctrl, alt, shift: false })
}

/** The character of a code point; empty for one that is none, or is a control. */
function character(code: number): string {
  const isText = code >= 32 && code <= 0x10_ffff && !(code >= 127 && code < 160) && !(code >= 0xd800 && code < 0xe000)
  return isText ? String.fromCodePoint(code) : ''
}

function keyOf(key: Key): Meaning {
  return { type: 'event', event: { type: 'key', key } }
}
