/** The one writer of operating system commands: clipboard, notifications and the title, through tmux and screen. Pure: the results are to be written. */
import type { Capabilities } from './capabilities.ts'

/** UTF-8 bytes that are copied at once: what the strictest common terminals take, in base64. */
export const copyBytesMax = 74_994
/** UTF-16 units of a title, of a notification's title and of its body. */
const titleCharsMax = 120
const notifyCharsMax = 400

/** Puts `text` into the clipboard; `null` where it is longer than `copyBytesMax`. */
export function copySequence(text: string, multiplexer: Capabilities['multiplexer']): string | null {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > copyBytesMax) return null
  const plain = osc(`52;c;${bytes.toBase64()}`)
  // tmux takes it itself where it may (`set-clipboard on`), else the terminal outside may get it.
  return multiplexer === 'tmux' ? plain + passThrough(plain, multiplexer) : passThrough(plain, multiplexer)
}

/** Rings where the terminal shows no notifications, and also where a multiplexer may keep them back. */
export function notifySequence(title: string, body: string, capabilities: Capabilities): string {
  const { notify, multiplexer } = capabilities
  // A semicolon would end a field, and begin a command of another kind.
  const [head, text] = [printable(title, titleCharsMax), printable(body, notifyCharsMax)].map((part) =>
    part.replaceAll(';', ','),
  )
  const bell = multiplexer === null && notify !== 'bell' ? '' : '\x07'
  switch (notify) {
    case 'bell':
      return bell
    case 'osc9':
      return passThrough(osc(`9;${head}: ${text}`), multiplexer) + bell
    case 'osc777':
      return passThrough(osc(`777;notify;${head};${text}`), multiplexer) + bell
    case 'osc99':
      return (
        passThrough(osc(`99;i=parley:d=0;${head}`), multiplexer) +
        passThrough(osc(`99;i=parley:p=body;${text}`), multiplexer) +
        bell
      )
  }
}

/** The window's title. Multiplexers show it by themselves. */
export function titleSequence(text: string): string {
  return osc(`2;${printable(text, titleCharsMax)}`)
}

/** Lets `sequence` through to the terminal outside of a multiplexer. */
export function passThrough(sequence: string, multiplexer: Capabilities['multiplexer']): string {
  switch (multiplexer) {
    case null:
      return sequence
    case 'tmux':
      return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`
    case 'screen': {
      // Within screen's own string the end mark must be a bell, and longer strings are cut off.
      const inner = sequence.replaceAll('\x1b\\', '\x07')
      const parts = inner.match(new RegExp(`[^]{1,${screenCharsMax}}`, 'g')) ?? []
      return parts.map((part) => `\x1bP${part}\x1b\\`).join('')
    }
  }
}

/** ASCII characters of one string that screen passes on. */
const screenCharsMax = 240

function osc(command: string): string {
  return `\x1b]${command}\x1b\\`
}

/** Only what is printed: no controls, nothing invisible, nothing that is not assigned; line ends become spaces. */
function printable(text: string, charsMax: number): string {
  const line = text.slice(0, charsMax).replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
  return line.replace(/\p{C}/gu, '').trim()
}
