/** The two streams that ink gets in place of the terminal's own: it hears nothing, and draws only while the shell holds the screen. */
import { Readable, Writable } from 'node:stream'
import type { Size } from './terminal.ts'

export interface InkStreams {
  /** Never delivers anything. */
  readonly stdin: Readable
  readonly stdout: Writable
  /**
   * Draws the next frame on an erased screen. `forget` makes ink forget its last frame; what it writes meanwhile is dropped,
   * for it supposes that frame to be on the screen.
   */
  redraw(forget: () => void): void
  /** Something else stands on the screen: the next frame is drawn on an erased one. */
  eraseNext(): void
  /** UTF-8 bytes that ink's frames have written so far. */
  bytesWritten(): number
}

export interface InkStreamPorts {
  size(): Size
  /** The shell holds the screen. */
  isHeld(): boolean
  hasSync(): boolean
  write(text: string): void
}

export function createInkStreams(ports: InkStreamPorts): InkStreams {
  let isDropping = false
  /** What has been written since the frame began, or `null` between frames. */
  let frame: string | null = null
  let prefix = ''
  let bytes = 0

  const out = (text: string): void => {
    if (isDropping || !ports.isHeld() || shellOwns.has(text) || text === '') return
    const whole = prefix + text
    prefix = ''
    bytes += Buffer.byteLength(whole)
    ports.write(whole)
  }

  // One write for a frame: it is not torn where the terminal cannot synchronize, and it costs one system call.
  const take = (text: string): void => {
    if (text === frameStart) {
      out(frame ?? '')
      frame = ''
    } else if (text === frameEnd) {
      const drawn = frame ?? ''
      frame = null
      if (drawn !== '') out(ports.hasSync() ? frameStart + prefixed(drawn) + frameEnd : drawn)
    } else if (frame === null) out(text)
    else frame += text
  }
  const prefixed = (drawn: string): string => {
    const whole = prefix + drawn
    prefix = ''
    return whole
  }

  const stdout = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      take(String(chunk))
      done()
    },
  })
  Object.defineProperties(stdout, {
    isTTY: { value: true },
    columns: { get: () => ports.size().columns },
    rows: { get: () => ports.size().rows },
  })
  // Every component that reads the size listens.
  stdout.setMaxListeners(0)

  return {
    stdin: silentInput(),
    stdout,
    redraw: (forget) => {
      isDropping = true
      forget()
      isDropping = false
      prefix = erase
      // Ink draws at once when it hears this.
      stdout.emit('resize')
    },
    eraseNext: () => {
      prefix = erase
    },
    bytesWritten: () => bytes,
  }
}

const frameStart = '\x1b[?2026h'
const frameEnd = '\x1b[?2026l'
const erase = '\x1b[?25l\x1b[H\x1b[J'
/** Ink believes that the alternate screen is its own, so that it draws by absolute places; the shell enters and leaves it. */
const shellOwns: ReadonlySet<string> = new Set(['\x1b[?1049h', '\x1b[?1049l'])

function silentInput(): Readable {
  const stdin = new Readable({ read: () => undefined })
  const same = (): Readable => stdin
  return Object.assign(stdin, { isTTY: true, setRawMode: same, ref: same, unref: same })
}
