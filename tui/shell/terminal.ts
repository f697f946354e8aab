/**
 * The terminal, owned by one module: nothing else reads stdin, and nothing else writes to it but ink, through this.
 *
 *     stdin ─ input ─▶ events ─▶ app          app ─▶ copy, notify, title, bell ─ osc ─▶ stdout
 *               └ answers ─ probe ─▶ capabilities      ink ─ inkStreams ────────────────▶ stdout
 *
 * It owns the modes of the terminal (`modes`): raw input, alternate screen, mouse, paste, focus, keyboard. It guarantees that a
 * key is told as one key, that no answer of the terminal is told as a key (`input`), that drawing never waits for an answer
 * (`probe`), that what strangers wrote stays text in titles and notifications (`osc`), and that the terminal is given back as it
 * was on every way out: `close`, the end of the process, a signal or an error (`guard`), while stopped, while an editor runs.
 * It refuses to know what keys mean and what is drawn (`render` mounts that).
 */
import { writeSync } from 'node:fs'
import { guessCapabilities, type Capabilities } from './capabilities.ts'
import { editText } from './editText.ts'
import type { TerminalEvent } from './event.ts'
import { createInkStreams, type InkStreams } from './inkStreams.ts'
import { createInput } from './input.ts'
import {
  enterSequence,
  keepTitleSequence,
  keyboardSequence,
  leaveSequence,
  mouseSequence,
  type Modes,
} from './modes.ts'
import { copySequence, notifySequence, titleSequence } from './osc.ts'
import { createProbe, probeQuestions } from './probe.ts'

export type { Key, MouseEvent, TerminalEvent } from './event.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Terminal {
  /** Tells every event in order; the result stops it. */
  on(listener: (event: TerminalEvent) => void): () => void
  /** Guesses from the environment at first, the terminal's own answers soon after. */
  capabilities(): Capabilities
  /** Tells when `capabilities` have changed; the result stops it. */
  onCapabilities(listener: (capabilities: Capabilities) => void): () => void
  /** Asks for a full repaint, after the size has changed or something else has drawn on the screen; the result stops it. */
  onRepaint(listener: () => void): () => void
  /** Writes whole rows from the top, one for each row of the screen: a frame before ink draws. */
  paint(rows: readonly string[]): void
  /** For `mount` alone. */
  readonly ink: InkStreams
  size(): Size
  /** Puts a text into the clipboard (OSC 52). `false` where it is longer than `copyBytesMax`: nothing was copied. */
  copy(text: string): boolean
  /** A notification by the best way that the terminal has, or the bell. Control characters are removed. */
  notify(title: string, body: string): void
  /** The window's title. Control characters are removed. */
  title(text: string): void
  bell(): void
  setMouse(isOn: boolean): void
  /** Stops this process as Ctrl-Z does, with the screen given back; resolves when it is continued. */
  suspend(): Promise<void>
  /** Opens `command` (for example `vi` or `code --wait`) on `text`. `null` where it failed or was left with an error. */
  edit(command: string, text: string): Promise<string | null>
  /** An editor has the terminal, and its Ctrl-C. */
  isLent(): boolean
  /** Gives the screen back as it was. May be called again. */
  close(): void
}

export interface TerminalWorld {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs `run` once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void
  readonly isMouseOn: boolean
}

/** Who has the screen: we do, the shell that started us, an editor, or nobody any more. */
type Holder = 'us' | 'shell' | 'editor' | 'none'

/** Takes the terminal at once; it must be a terminal. The process must `close` it, and does so by itself when it exits. */
export function openTerminal({ stdin, stdout, env, after, isMouseOn }: TerminalWorld): Terminal {
  const events = createListeners<TerminalEvent>()
  const changes = createListeners<Capabilities>()
  const repaints = createListeners<void>()
  let holder: Holder = 'us'
  let capabilities = guessCapabilities(env)
  let modes: Modes = { isMouseOn, isKitty: false, hasOtherKeys: false, isClustering: false, hasTitle: false }

  const write = (text: string): void => {
    if (holder === 'us') stdout.write(text)
  }
  const size = (): Size => ({ columns: Math.max(1, stdout.columns || 80), rows: Math.max(1, stdout.rows || 24) })
  const ink = createInkStreams({ size, isHeld: () => holder === 'us', hasSync: () => capabilities.hasSync, write })

  const probe = createProbe({
    guess: capabilities,
    after,
    onKnown: (known, version) => {
      const before = capabilities
      capabilities = known
      const hasOtherKeys = !known.isKitty && tellsOtherKeys.test(version)
      if (known.isKitty !== modes.isKitty || hasOtherKeys !== modes.hasOtherKeys) {
        modes = { ...modes, isKitty: known.isKitty, hasOtherKeys }
        input.setKitty(known.isKitty)
        write(keyboardSequence(modes))
      }
      changes.tell(known)
      if (known.background !== null && known.background !== before.background) {
        events.tell({ type: 'background', theme: known.background })
      }
    },
  })
  const input = createInput({
    after,
    onReply: (reply) => {
      probe.onReply(reply)
      if (probe.wasUnclustered()) modes = { ...modes, isClustering: true }
    },
    onEvent: (event) => {
      if (event.type === 'background') {
        capabilities = { ...capabilities, background: event.theme }
        changes.tell(capabilities)
      }
      events.tell(event)
    },
  })

  const onData = (chunk: Uint8Array | string): void => input.push(chunk)
  const repaint = (): void => {
    if (holder === 'us') repaints.tell()
  }
  const onResize = (): void => {
    events.tell({ type: 'resize', ...size() })
    // What listens has drawn for the new size by then.
    after(0, repaint)
  }
  const setRaw = (isRaw: boolean): void => {
    try {
      stdin.setRawMode(isRaw)
    } catch {
      // The terminal has gone, and its modes with it.
    }
  }

  const hold = (): void => {
    holder = 'us'
    // What runs between may have changed the mode behind the stream's back, and setting the same again does nothing.
    setRaw(false)
    setRaw(true)
    stdin.on('data', onData)
    stdin.resume()
    write(enterSequence(modes))
  }
  const release = (to: Holder): void => {
    if (holder === 'us') writeNow(stdout, leaveSequence(modes))
    holder = to
    input.clear()
    stdin.off('data', onData)
    stdin.pause()
    setRaw(false)
  }
  const regain = (): void => {
    if (holder === 'none' || holder === 'editor') return
    if (holder === 'us') stdin.off('data', onData)
    hold()
    onResize()
  }
  const close = (): void => {
    if (holder === 'none') return
    probe.cancel()
    release('none')
    stdin.unref()
    stdout.off('resize', onResize)
    process.off('SIGCONT', regain)
    process.off('exit', close)
  }

  process.on('exit', close)
  // Also after a stop from outside, when the shell has drawn over the screen.
  process.on('SIGCONT', regain)
  stdout.on('resize', onResize)
  hold()
  if (!unaskable.has(env['TERM'] ?? '')) write(probeQuestions)

  return {
    on: events.add,
    capabilities: () => capabilities,
    onCapabilities: changes.add,
    onRepaint: repaints.add,
    paint: (rows) => {
      write(`\x1b[?25l\x1b[H${rows.join('\x1b[K\r\n')}\x1b[J`)
      ink.eraseNext()
    },
    ink,
    size,
    copy: (text) => {
      const sequence = copySequence(text, capabilities.multiplexer)
      if (sequence !== null) write(sequence)
      return sequence !== null
    },
    notify: (title, body) => write(notifySequence(title, body, capabilities)),
    title: (text) => {
      write((modes.hasTitle ? '' : keepTitleSequence) + titleSequence(text))
      modes = { ...modes, hasTitle: true }
    },
    bell: () => write('\x07'),
    setMouse: (isOn) => {
      modes = { ...modes, isMouseOn: isOn }
      write(mouseSequence(isOn))
    },
    suspend: async () => {
      if (holder !== 'us') return
      release('shell')
      const continued = Promise.withResolvers<void>()
      process.once('SIGCONT', continued.resolve)
      // The whole job stops, as with the key: who started us must notice. Where no shell can continue us, nothing stops.
      process.kill(0, 'SIGTSTP')
      after(stopMs, continued.resolve)
      await continued.promise
      process.off('SIGCONT', continued.resolve)
      if (isWith(holder, 'shell')) regain()
    },
    edit: async (command, text) => {
      if (holder !== 'us') return null
      release('editor')
      try {
        return await editText(command, text, env)
      } finally {
        if (isWith(holder, 'editor')) {
          hold()
          onResize()
        }
      }
    },
    isLent: () => holder === 'editor',
    close,
  }
}

/** After this long without a stop, nothing will stop us. */
const stopMs = 250
/** They understand no questions, or print them. */
const unaskable: ReadonlySet<string> = new Set(['', 'dumb', 'linux'])
/** Terminals that know modifyOtherKeys, by their own names; others could take it for colours. */
const tellsOtherKeys = /^(xterm|tmux|mintty|foot|iterm2|wezterm)/i

/** A question of its own, for the holder changes during the wait. */
function isWith(holder: Holder, other: Holder): boolean {
  return holder === other
}

interface Listeners<Told> {
  add(listener: (told: Told) => void): () => void
  tell(told: Told): void
}

function createListeners<Told>(): Listeners<Told> {
  const all = new Set<(told: Told) => void>()
  return {
    add: (listener) => {
      all.add(listener)
      return () => void all.delete(listener)
    },
    tell: (told) => {
      // A listener that comes meanwhile has not missed this one.
      Array.from(all).forEach((listener) => listener(told))
    },
  }
}

/** Writes before it returns: what comes after may be the end of the process. */
function writeNow(stdout: NodeJS.WriteStream, text: string): void {
  const fd = 'fd' in stdout && typeof stdout.fd === 'number' ? stdout.fd : 1
  let left = new TextEncoder().encode(text)
  for (let tries = 0; tries < writeTriesMax && left.length > 0; tries += 1) {
    try {
      left = left.subarray(writeSync(fd, left))
    } catch (error) {
      // A full terminal takes more soon; any other error says that it has gone.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
    }
  }
}

/** How often a full terminal is tried again before it is given up. */
const writeTriesMax = 10_000
