import { describe, expect, test } from 'bun:test'
import { array, assert, constantFrom, nat, oneof, property, uint8Array } from 'fast-check'
import type { Key, TerminalEvent } from './event.ts'
import { createInput, escapeMs, pasteCharsMax, pasteQuietMs, sequenceMs, type Input } from './input.ts'
import type { TerminalReply } from './reply.ts'

interface Desk extends Input {
  readonly events: TerminalEvent[]
  readonly replies: TerminalReply[]
  /** How long it waits now, or `null`. */
  waits(): number | null
  /** Lets the time pass that it waits for. */
  pass(): void
  /** Keys in the notation `ctrl+alt+shift+name`. */
  keys(): string[]
}

function desk(): Desk {
  const events: TerminalEvent[] = []
  const replies: TerminalReply[] = []
  let timer: { ms: number; run: () => void } | null = null
  const input = createInput({
    after: (ms, run) => {
      timer = { ms, run }
      return () => {
        timer = null
      }
    },
    onEvent: (event) => void events.push(event),
    onReply: (reply) => void replies.push(reply),
  })
  return {
    ...input,
    events,
    replies,
    waits: () => timer?.ms ?? null,
    pass: () => {
      const due = timer
      timer = null
      due?.run()
    },
    keys: () => events.map((event) => (event.type === 'key' ? notation(event.key) : event.type)),
  }
}

function notation(key: Key): string {
  return `${key.ctrl ? 'ctrl+' : ''}${key.alt ? 'alt+' : ''}${key.shift ? 'shift+' : ''}${key.name}`
}

/** The events of these chunks, with the time passing after the last one. */
function read(...chunks: readonly (string | Uint8Array)[]): Desk {
  const it = desk()
  for (const chunk of chunks) it.push(chunk)
  while (it.waits() !== null) it.pass()
  return it
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('keys', () => {
  test('[SHELL1] keys that arrive in one chunk are told one by one', () => {
    const it = read('hello\r')
    expect(it.keys()).toEqual(['h', 'e', 'l', 'l', 'o', 'enter'])
    expect(read('e\u0301👍🏽👨‍👩‍👧x').keys()).toEqual(['e\u0301', '👍🏽', '👨‍👩‍👧', 'x'])
  })

  test('[SHELL1] text is told as it was typed, and a character that is cut between chunks is one key', () => {
    const whole = bytes('é👍🏽')
    const cut = [...whole].map((byte) => Uint8Array.of(byte))
    expect(read(...cut).events).toEqual(read('é👍🏽').events)
    expect(read('e\u0301').events).toEqual([
      { type: 'key', key: { name: 'e\u0301', text: 'e\u0301', ctrl: false, alt: false, shift: false } },
    ])
  })

  test('an emoji waits a moment for what joins it; a letter does not wait', () => {
    const it = desk()
    it.push('a')
    expect(it.keys()).toEqual(['a'])
    it.push('👨')
    expect([it.keys(), it.waits()]).toEqual([['a'], escapeMs])
    it.push('\u200d👩')
    it.pass()
    expect(it.keys()).toEqual(['a', '👨‍👩'])
  })

  test.each([
    ['\x1b[A\x1b[B\x1bOC\x1b[D', ['up', 'down', 'right', 'left']],
    ['\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~', ['home', 'end', 'home', 'end', 'home', 'end']],
    ['\x1b[2~\x1b[3~\x1b[5~\x1b[6~', ['insert', 'delete', 'pageup', 'pagedown']],
    ['\x1bOP\x1b[12~\x1bOR\x1b[[D\x1b[15~\x1b[17~\x1b[24~', ['f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f12']],
    [
      '\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;6~\x1b[1;5R',
      ['ctrl+right', 'alt+left', 'shift+up', 'ctrl+shift+delete', 'ctrl+f3'],
    ],
    ['\x1b[Z\t\x7f\b', ['shift+tab', 'tab', 'backspace', 'backspace']],
    ['\x01\x0b\x00\n\x1f\x1c', ['ctrl+a', 'ctrl+k', 'ctrl+space', 'ctrl+j', 'ctrl+_', 'ctrl+\\']],
    ['\x1bx\x1bX\x1b\r\x1b\x7f\x1bé\x1b ', ['alt+x', 'alt+X', 'alt+enter', 'alt+backspace', 'alt+é', 'alt+space']],
    ['\x1b[27;5;13~\x1b[27;2;13~\x1b[27;6;75~', ['ctrl+enter', 'shift+enter', 'ctrl+shift+k']],
    ['\x1b[27u\x1b[13;2u\x1b[107;5u\x1b[97;4u', ['escape', 'shift+enter', 'ctrl+k', 'alt+A']],
    ['\x1b[57417u\x1b[57376u\x1b[57400u\x1b[57414u', ['left', 'f13', '1', 'enter']],
    ['\x1b[1092::97;5u', ['ctrl+a']],
    ['\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u', ['a', 'a']],
    ['\x1b[97;9u\x1b[57441;2u\x1b[1;9A', []],
  ])('[SHELL2] %j', (sent, keys) => {
    expect(read(sent).keys()).toEqual(keys)
  })

  test('a key of the kitty protocol tells the text that it types', () => {
    const [shifted, space, alt] = read('\x1b[97:65;2u\x1b[32;2u\x1b[228;3u').events
    expect(shifted).toMatchObject({ key: { name: 'A', text: 'A' } })
    expect(space).toMatchObject({ key: { name: 'space', text: ' ', shift: true } })
    expect(alt).toMatchObject({ key: { name: 'ä', text: '', alt: true } })
    expect(read('\x1b[97;;228u').events).toMatchObject([{ key: { name: 'a', text: 'ä' } }])
  })
})

describe('escape', () => {
  test('[SHELL3] a lone escape is the escape key after a moment, and not before', () => {
    const it = desk()
    it.push('\x1b')
    expect([it.keys(), it.waits()]).toEqual([[], escapeMs])
    it.pass()
    expect(it.keys()).toEqual(['escape'])
  })

  test('[SHELL3] with the kitty protocol an escape byte only begins a sequence', () => {
    const it = desk()
    it.setKitty(true)
    it.push('\x1b')
    expect(it.waits()).toBe(sequenceMs)
    it.push('[27u')
    expect(it.keys()).toEqual(['escape'])
  })

  test('two escapes are two keys, and the second may begin an arrow', () => {
    expect(read('\x1b\x1b').keys()).toEqual(['escape', 'escape'])
    expect(read('\x1b\x1b[A').keys()).toEqual(['escape', 'up'])
  })

  test('an introducer without a sequence is a key with alt', () => {
    expect(read('\x1b[').keys()).toEqual(['alt+['])
    expect(read('\x1bO').keys()).toEqual(['alt+O'])
    expect(read('\x1b]', '\r').keys()).toEqual(['alt+]', 'enter'])
    expect(read('\x1bPlease').keys()).toEqual(['alt+P', 'l', 'e', 'a', 's', 'e'])
  })

  test.each(['\x1b[1;', '\x1b]11;rgb:12', '\x1bP>|xt', '\x1b_Gi=1', '\x1b[<0;1', '\x1b[M!', '\x1b[?1', '\x1b[['])(
    '[SHELL4] the unterminated %j ends with the time and eats nothing that follows',
    (sent) => {
      const it = desk()
      it.push(sent)
      expect(it.waits()).toBe(sequenceMs)
      it.pass()
      it.push('a')
      expect(it.keys()).toEqual(['a'])
      expect(read(sent, '\x1b[A').keys()).toEqual(['up'])
      expect(read(`${sent}\r`).keys()).toEqual(['enter'])
    },
  )
})

describe('what is no key', () => {
  test('[SHELL5] answers of the terminal are told apart from keys, wherever they are cut', () => {
    const sent =
      'a\x1b[?62;22c\x1b[5;3R\x1b]11;rgb:ffff/8080/0000\x1b\\\x1b]10;rgb:f/0/f\x07\x1b[?2026;2$y\x1bP>|tmux 3.3a\x1b\\\x1b[?5u' +
      '\x1b[>1;10;0c\x1b_Gi=1;OK\x1b\\\x1bP1$r0m\x1b\\b'
    for (let cut = 0; cut <= sent.length; cut += 1) {
      const it = read(sent.slice(0, cut), sent.slice(cut))
      expect(it.keys()).toEqual(['a', 'b'])
      expect(it.replies).toEqual([
        { type: 'attributes' },
        { type: 'position', row: 5, column: 3 },
        { type: 'colour', of: 11, rgb: [1, 0x8080 / 0xffff, 0] },
        { type: 'colour', of: 10, rgb: [1, 0, 1] },
        { type: 'mode', mode: 2026, value: 2 },
        { type: 'version', text: 'tmux 3.3a' },
        { type: 'kitty', flags: 5 },
      ])
    }
  })

  test('the mouse, the focus and the theme are events', () => {
    const held = { ctrl: false, alt: false, shift: false }
    const sent = '\x1b[<0;3;5M\x1b[<32;4;5M\x1b[<0;4;5m\x1b[<64;1;1M\x1b[<81;1;1M\x1b[I\x1b[O\x1b[?997;2n\x1b[M #%'
    expect(read(sent).events).toEqual([
      { type: 'mouse', action: 'press', button: 0, x: 2, y: 4, ...held },
      { type: 'mouse', action: 'drag', button: 0, x: 3, y: 4, ...held },
      { type: 'mouse', action: 'release', button: 0, x: 3, y: 4, ...held },
      { type: 'mouse', action: 'wheelUp', button: 0, x: 0, y: 0, ...held },
      { type: 'mouse', action: 'wheelDown', button: 0, x: 0, y: 0, ...held, ctrl: true },
      { type: 'focus', isFocused: true },
      { type: 'focus', isFocused: false },
      { type: 'background', theme: 'light' },
      { type: 'mouse', action: 'press', button: 0, x: 2, y: 4, ...held },
    ])
    expect(read('\x1b[<35;1;1M\x1b[<66;1;1M\x1b[<0;0;0M\x1b[<128;2;2M').events).toEqual([])
  })
})

describe('paste', () => {
  test('[SHELL6] a paste is one event, whatever it holds and wherever it is cut', () => {
    const sent = '\x1b[200~one\r\ntwo\rthree\x1b[A\x1b[200~\x03\x1b[201~x'
    for (let cut = 0; cut <= sent.length; cut += 1) {
      const it = read(sent.slice(0, cut), sent.slice(cut))
      expect(it.events[0]).toEqual({ type: 'paste', text: 'one\ntwo\nthree\x1b[A\x03' })
      expect(it.keys()).toEqual(['paste', 'x'])
    }
  })

  test('[SHELL6] a paste ends at its bound, and what follows it is typed', () => {
    const it = desk()
    it.push('\x1b[200~')
    for (let sent = 0; sent <= pasteCharsMax; sent += 2 ** 20) it.push('x'.repeat(2 ** 20))
    it.push('\x1b[201~a')
    expect(it.events).toHaveLength(2)
    const [paste] = it.events
    expect(paste?.type === 'paste' ? paste.text.length : 0).toBe(pasteCharsMax)
    expect(it.keys()).toEqual(['paste', 'a'])
  })

  test('a paste without an end is told when nothing more comes, and a late end is swallowed', () => {
    const it = desk()
    it.push('\x1b[200~abc\x1b[20')
    expect([it.keys(), it.waits()]).toEqual([[], pasteQuietMs])
    it.pass()
    expect(it.events).toEqual([{ type: 'paste', text: 'abc\x1b[20' }])
    it.push('\x1b[201~d')
    expect(it.keys()).toEqual(['paste', 'd'])
  })

  test('an empty paste that loses its end does not hold the keys', () => {
    const it = desk()
    it.push('\x1b[200~')
    it.pass()
    it.push('a')
    expect(it.keys()).toEqual(['paste', 'a'])
  })
})

describe('any chunks', () => {
  const piece = oneof(
    constantFrom('a', 'Z', '\r', '\t', ' ', '\x7f', '\x01', 'é', 'ж', '中', '👍🏽', '👨‍👩‍👧', '🇩🇪', 'e\u0301', 'नमस्ते'),
    constantFrom(
      '\x1b',
      '\x1b[',
      '\x1bO',
      '\x1b]',
      '\x1b[A',
      '\x1b[1;5C',
      '\x1b[27;5;13~',
      '\x1b[97;5u',
      '\x1bOP',
      '\x1b[[',
    ),
    constantFrom('\x1b[200~', '\x1b[201~', '\x1b[<0;3;5M', '\x1b[M !!', '\x1b[I', '\x1b[?62c', '\x1b]11;rgb:1/2/3\x07'),
    constantFrom('\x1bP>|x\x1b\\', '\x1b[5;3R', '\x1b[1;', '\x1b]1', ';', '~', '\x9b', '\x18', '\uFFFD'),
  )
  const sent = array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))

  /** Keys that follow one another and only type are joined: a grapheme may be cut where no one can tell that more comes. */
  const joined = (events: readonly TerminalEvent[]): unknown[] => {
    const out: unknown[] = []
    let typed = ''
    for (const event of events) {
      if (event.type === 'key' && event.key.text !== '') typed += event.key.text
      else {
        if (typed !== '') out.push(typed)
        typed = ''
        out.push(event)
      }
    }
    return typed === '' ? out : [...out, typed]
  }

  test('[SHELL7] the same bytes give the same events in any chunks', () => {
    assert(
      property(sent, array(nat(), { maxLength: 12 }), (text, places) => {
        const whole = bytes(text)
        const cuts = places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b)
        const chunks = [0, ...cuts].map((start, index) => whole.subarray(start, cuts[index] ?? whole.length))
        const [one, many] = [read(whole), read(...chunks)]
        expect(joined(many.events)).toEqual(joined(one.events))
        expect(many.replies).toEqual(one.replies)
      }),
      { numRuns: 2_000 },
    )
  })

  test('[SHELL7] whatever comes, no key types a control character', () => {
    assert(
      property(array(uint8Array({ maxLength: 40 }), { maxLength: 6 }), sent, (chunks, text) => {
        for (const event of read(...chunks, text).events) {
          if (event.type === 'key') expect(event.key.text).not.toMatch(/[\p{Cc}]/u)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
