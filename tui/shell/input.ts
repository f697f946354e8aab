/** Turns what a terminal sends into events, however it is cut into chunks: one key at a time, and never a part of an answer as a key. */
import type { Key, TerminalEvent } from './event.ts'
import type { TerminalReply } from './reply.ts'
import { meaningOfCsi, meaningOfOldMouse, meaningOfSs3, meaningOfString, type Meaning } from './sequence.ts'

/** After this long, an escape is the escape key and no part of a sequence. */
export const escapeMs = 25
/** After this long, the rest of a sequence that has clearly begun does not come any more. */
export const sequenceMs = 500
/** After this long without a byte, a paste has lost its end. */
export const pasteQuietMs = 5_000
/** UTF-16 units of a paste; what is beyond is dropped. */
export const pasteCharsMax = 8 * 2 ** 20
/** UTF-16 units of one sequence; a longer one is dropped. */
const sequenceCharsMax = 4_096

export interface InputPorts {
  /** Runs `run` once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void
  onEvent(event: TerminalEvent): void
  onReply(reply: TerminalReply): void
}

export interface Input {
  /** Takes the next bytes, cut anywhere. A string must not be cut within a surrogate pair. */
  push(chunk: Uint8Array | string): void
  /** With the kitty protocol a lone escape byte is no key: its key comes as a sequence. */
  setKitty(isKitty: boolean): void
  /** Forgets what is unfinished. */
  clear(): void
}

export function createInput({ after, onEvent, onReply }: InputPorts): Input {
  let decoder = newDecoder()
  /** What cannot be decided yet. */
  let rest = ''
  let paste: Paste | null = null
  let isKitty = false
  let cancel: (() => void) | null = null

  const tell = (meaning: Meaning): void => {
    if (meaning === null) return
    if (meaning.type === 'event') return onEvent(meaning.event)
    if (meaning.type === 'reply') return onReply(meaning.reply)
    paste = { parts: [], chars: 0 }
  }

  /** `isEnd`: nothing more comes that belongs to what is left. */
  const drain = (isEnd: boolean): void => {
    let at = 0
    while (at < rest.length) {
      const used = paste === null ? take(rest, at, isEnd, tell) : takePaste(paste, at, isEnd)
      if (used === 0) break
      at += used
    }
    rest = rest.slice(at)
  }

  const takePaste = (into: Paste, at: number, isEnd: boolean): number => {
    const end = rest.indexOf(pasteEnd, at)
    const isOver = end >= 0 || isEnd
    // A part of the end mark may stand at the end of the chunk.
    const stop = end >= 0 ? end : isEnd ? rest.length : Math.max(at, rest.length - (pasteEnd.length - 1))
    const part = rest.slice(at, Math.min(stop, at + pasteCharsMax - into.chars))
    into.parts.push(part)
    into.chars += part.length
    if (isOver) finishPaste(into)
    return stop - at + (end >= 0 ? pasteEnd.length : 0)
  }

  const finishPaste = (ended: Paste): void => {
    paste = null
    const text = ended.parts.join('').replaceAll(pasteStart, '')
    onEvent({ type: 'paste', text: text.replace(/\r\n?/g, '\n') })
  }

  const wait = (): void => {
    const ms = paste !== null ? pasteQuietMs : waitFor(rest, isKitty)
    if (ms === 0) return
    cancel = after(ms, () => {
      cancel = null
      const isPasting = paste !== null
      drain(true)
      if (isPasting && paste !== null) finishPaste(paste)
    })
  }

  return {
    push: (chunk) => {
      cancel?.()
      cancel = null
      rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
      drain(false)
      wait()
    },
    setKitty: (value) => {
      isKitty = value
    },
    clear: () => {
      cancel?.()
      cancel = null
      rest = ''
      paste = null
      decoder = newDecoder()
    },
  }
}

interface Paste {
  readonly parts: string[]
  chars: number
}

const pasteStart = '\x1b[200~'
const pasteEnd = '\x1b[201~'
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function newDecoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { ignoreBOM: true })
}

/** How long to wait for more after `rest`, in ms; 0 where nothing is left. */
function waitFor(rest: string, isKitty: boolean): number {
  if (rest === '') return 0
  if (rest === '\x1b') return isKitty ? sequenceMs : escapeMs
  return rest.startsWith('\x1b') && rest.length > 2 ? sequenceMs : escapeMs
}

/** Takes what begins at `at` and tells it. The result is how much it used, or 0 if that depends on what comes next. */
function take(text: string, at: number, isEnd: boolean, tell: (meaning: Meaning) => void): number {
  const code = text.charCodeAt(at)
  if (code === 0x1b) return takeEscape(text, at, isEnd, tell)
  if (isControl(code)) {
    tell(controlKey(code, false))
    return 1
  }
  return takeText(text, at, isEnd, tell)
}

/** Tells every grapheme up to the next control. */
function takeText(text: string, at: number, isEnd: boolean, tell: (meaning: Meaning) => void): number {
  const run = text.slice(at, endOfText(text, at))
  const isOpen = !isEnd && at + run.length === text.length
  let used = 0
  for (const cluster of clusters(run)) {
    if (isOpen && used + cluster.length === run.length && mayGrow(cluster)) break
    tell(textKey(cluster, false))
    used += cluster.length
  }
  return used
}

function* clusters(run: string): Iterable<string> {
  if (isAscii.test(run)) yield* run
  else for (const { segment } of graphemes.segment(run)) yield segment
}

const isAscii = /^[\x20-\x7e]*$/

/** More of the same grapheme may come in the next chunk: an emoji, half a flag, or what ends with a joiner. */
function mayGrow(cluster: string): boolean {
  return /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u{fe0f}|\u{200d})$/u.test(cluster)
}

function endOfText(text: string, at: number): number {
  let end = at
  while (end < text.length && !isControl(text.charCodeAt(end))) end += 1
  return end
}

function isControl(code: number): boolean {
  return code < 32 || (code >= 127 && code < 160)
}

function takeEscape(text: string, at: number, isEnd: boolean, tell: (meaning: Meaning) => void): number {
  const next = text[at + 1]
  if (next === undefined) {
    if (isEnd) tell(keyOf({ name: 'escape', text: '', ctrl: false, alt: false, shift: false }))
    return isEnd ? 1 : 0
  }
  if (next === '\x1b') {
    tell(keyOf({ name: 'escape', text: '', ctrl: false, alt: false, shift: false }))
    return 1
  }
  const third = text[at + 2]
  if ('[O]PX^_'.includes(next)) {
    if (third === undefined && !isEnd) return 0
    if (third !== undefined && next === '[' && third >= ' ' && third <= '~') return takeCsi(text, at, isEnd, tell)
    if (third !== undefined && next === 'O' && /[A-Za-z]/.test(third)) {
      tell(meaningOfSs3(third))
      return 3
    }
    if (third !== undefined && answers[next]?.test(third) === true) return takeString(text, at, isEnd, tell)
  }
  return takeAlt(text, at, tell)
}

/** How the answers begin that terminals give as strings; anything else after these introducers is typed. */
const answers: Readonly<Record<string, RegExp>> = { ']': /\d/, P: /[\d>!|]/, _: /G/ }

/** An escape and one code point: where a grapheme of several ends could not be told from chunks. */
function takeAlt(text: string, at: number, tell: (meaning: Meaning) => void): number {
  const code = text.charCodeAt(at + 1)
  if (isControl(code)) {
    tell(controlKey(code, true))
    return 2
  }
  const typed = String.fromCodePoint(text.codePointAt(at + 1) ?? 0)
  tell(textKey(typed, true))
  return 1 + typed.length
}

function takeCsi(text: string, at: number, isEnd: boolean, tell: (meaning: Meaning) => void): number {
  const start = at + 2
  const first = text[start]
  if (first === '[') return takeFixed(text, at, isEnd, 1, (key) => tell(linuxKey(key)))
  if (first === 'M') {
    const mouseAt = (mouse: string): Meaning =>
      meaningOfOldMouse(mouse.charCodeAt(0), mouse.charCodeAt(1), mouse.charCodeAt(2))
    return takeFixed(text, at, isEnd, 3, (mouse) => tell(mouseAt(mouse)))
  }
  for (let end = start; end - at < sequenceCharsMax; end += 1) {
    if (end >= text.length) return isEnd ? end - at : 0
    const code = text.charCodeAt(end)
    if (code >= 0x40 && code <= 0x7e) {
      tell(meaningOfCsi(text.slice(start, end), text.slice(end, end + 1)))
      return end + 1 - at
    }
    // It was cut off, and this belongs to what comes after it.
    if (code < 0x20 || code > 0x7e) return end - at
  }
  return sequenceCharsMax
}

/** `CSI`, one letter, and then `count` characters. A control among them ends it before. */
function takeFixed(text: string, at: number, isEnd: boolean, count: number, tellIt: (fixed: string) => void): number {
  const start = at + 3
  const end = Math.min(endOfText(text, start), start + count)
  if (end === text.length && end < start + count) return isEnd ? end - at : 0
  if (end === start + count) tellIt(text.slice(start, end))
  return end - at
}

/** F1 to F5 of the Linux console. */
function linuxKey(letter: string): Meaning {
  const index = 'ABCDE'.indexOf(letter)
  return index < 0 ? null : keyOf({ name: `f${index + 1}`, text: '', ctrl: false, alt: false, shift: false })
}

/** `OSC`, `DCS` or `APC`, up to its end: `ESC \`, or a bell after `OSC`. */
function takeString(text: string, at: number, isEnd: boolean, tell: (meaning: Meaning) => void): number {
  const introducer = text.slice(at + 1, at + 2)
  for (let end = at + 2; end - at < sequenceCharsMax; end += 1) {
    const code = text.charCodeAt(end)
    if (Number.isNaN(code)) return isEnd ? end - at : 0
    if (!isControl(code)) continue
    const isBell = code === 7 && introducer === ']'
    if (code === 0x1b && end + 1 >= text.length) return isEnd ? end - at : 0
    const isTerminated = code === 0x1b && text[end + 1] === '\\'
    // Any other control cuts it off, and belongs to what comes after it.
    if (isBell || isTerminated) tell(meaningOfString(introducer, text.slice(at + 2, end)))
    return end - at + (isBell ? 1 : isTerminated ? 2 : 0)
  }
  return sequenceCharsMax
}

function textKey(cluster: string, alt: boolean): Meaning {
  const name = cluster === ' ' ? 'space' : cluster
  return keyOf({ name, text: alt ? '' : cluster, ctrl: false, alt, shift: false })
}

/** A control of C0. Backspace and ctrl+h are one byte in many terminals, so both are backspace. */
function controlKey(code: number, alt: boolean): Meaning {
  const name = code === 8 || code === 127 ? 'backspace' : code === 9 ? 'tab' : code === 13 ? 'enter' : null
  if (name !== null) return keyOf({ name, text: '', ctrl: false, alt, shift: false })
  // C1 controls are no keys, and UTF-8 terminals do not send sequences by them.
  if (code > 31) return null
  const letter = code === 0 ? 'space' : String.fromCharCode(code + 64).toLowerCase()
  return keyOf({ name: letter, text: '', ctrl: true, alt, shift: false })
}

function keyOf(key: Key): Meaning {
  return { type: 'event', event: { type: 'key', key } }
}
