import { describe, expect, test } from 'bun:test'
import { disputedClusters, guessCapabilities, learn, type Capabilities, type TerminalEnv } from './capabilities.ts'
import { createProbe, probeMs, probeQuestions } from './probe.ts'
import type { TerminalReply } from './reply.ts'

describe('guesses', () => {
  const of = (env: TerminalEnv): Capabilities => guessCapabilities(env)

  test('[SHELL11] NO_COLOR and a dumb terminal show no colours', () => {
    expect(of({ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }).colours).toBe(0)
    expect(of({ TERM: 'dumb', COLORTERM: 'truecolor' }).colours).toBe(0)
    expect(of({ TERM: 'xterm', NO_COLOR: '' }).colours).toBe(16)
  })

  test.each([
    [{ TERM: 'xterm' }, 16],
    [{ TERM: 'xterm-256color' }, 256],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 16_777_216],
    [{ TERM: 'xterm-kitty' }, 16_777_216],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode' }, 16_777_216],
    [{ TERM: 'screen-256color', COLORTERM: 'truecolor', STY: '1.x' }, 256],
    [{ TERM: 'tmux-256color', COLORTERM: 'truecolor', TMUX: '/x,1,0' }, 16_777_216],
  ] as const)('colours of %j are %d', (env, colours) => {
    expect(of(env).colours).toBe(colours)
  })

  test('multiplexer, background, links and notifications', () => {
    expect(of({ TERM: 'screen', TMUX: 'x' }).multiplexer).toBe('tmux')
    expect(of({ TERM: 'screen', STY: 'x' })).toMatchObject({ multiplexer: 'screen', osc8: false })
    expect(of({ TERM: 'xterm', COLORFGBG: '15;0' }).background).toBe('dark')
    expect(of({ TERM: 'xterm', COLORFGBG: '0;default;15' }).background).toBe('light')
    expect(of({ TERM: 'xterm' })).toMatchObject({ background: null, notify: 'bell', osc8: true, isKitty: false })
    expect(of({ TERM: 'foot' }).notify).toBe('osc777')
    expect(of({ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }).notify).toBe('osc9')
    expect(of({ TERM: 'linux' }).osc8).toBe(false)
  })
})

const guess = guessCapabilities({ TERM: 'xterm-256color' })
const positions = (count: number): TerminalReply[] =>
  Array.from({ length: count }, (_, index) => ({ type: 'position', row: 2, column: 2 + (index % 3) }))

describe('answers', () => {
  test('the terminal knows better than the environment', () => {
    const known = learn(guess, [
      { type: 'kitty', flags: 0 },
      { type: 'colour', of: 11, rgb: [1, 1, 0.9] },
      { type: 'version', text: 'ghostty 1.2' },
      { type: 'mode', mode: 2026, value: 2 },
      ...positions(disputedClusters.length),
      { type: 'attributes' },
    ])
    expect(known).toMatchObject({
      isKitty: true,
      background: 'light',
      notify: 'osc777',
      hasSync: true,
      colours: 16_777_216,
    })
    expect(known.widths?.['❤️']).toBe(1)
    expect(known.widths?.['1️⃣']).toBe(3)
  })

  test('tmux is known by its name, and a mode that it does not know is off', () => {
    const known = learn(guessCapabilities({ TERM: 'screen-256color' }), [
      { type: 'version', text: 'tmux 3.3a' },
      { type: 'mode', mode: 2026, value: 0 },
    ])
    expect(known).toMatchObject({ multiplexer: 'tmux', hasSync: false, osc8: true })
  })

  test('[SHELL12] widths are taken only if every cluster was measured', () => {
    expect(learn(guess, positions(disputedClusters.length - 1)).widths).toBeNull()
  })

  test('NO_COLOR stays, whatever the terminal is', () => {
    const known = learn(guessCapabilities({ TERM: 'xterm', NO_COLOR: '1' }), [{ type: 'version', text: 'kitty(0.4)' }])
    expect(known).toMatchObject({ colours: 0, notify: 'osc99' })
  })
})

describe('the probe', () => {
  interface Desk {
    readonly told: Capabilities[]
    readonly waits: number[]
    pass(): void
    answer(...replies: readonly TerminalReply[]): void
    wasUnclustered(): boolean
  }
  const desk = (): Desk => {
    const told: Capabilities[] = []
    const waits: number[] = []
    let due: (() => void) | null = null
    const probe = createProbe({
      guess,
      after: (ms, run) => {
        waits.push(ms)
        due = run
        return () => {
          due = null
        }
      },
      onKnown: (known) => void told.push(known),
    })
    return {
      told,
      waits,
      pass: () => due?.(),
      answer: (...replies) => replies.forEach(probe.onReply),
      wasUnclustered: probe.wasUnclustered,
    }
  }

  test('the questions end with the one that every terminal answers, and leave the screen empty', () => {
    expect(probeQuestions).toEndWith('\x1b[2K\x1b[1;1H\x1b[c')
    for (const cluster of disputedClusters) expect(probeQuestions).toContain(`\x1b[2;1H\x1b[2K${cluster}\x1b[6n`)
  })

  test('[SHELL12] it tells once when the end mark comes', () => {
    const it = desk()
    it.answer({ type: 'kitty', flags: 0 })
    expect(it.told).toEqual([])
    it.answer({ type: 'attributes' }, { type: 'attributes' })
    it.pass()
    expect(it.told).toEqual([{ ...guess, isKitty: true }])
  })

  test('[SHELL12] at the time limit it tells what came, and the rest when that comes', () => {
    const it = desk()
    expect(it.waits).toEqual([probeMs])
    it.answer({ type: 'kitty', flags: 0 })
    it.pass()
    it.answer({ type: 'mode', mode: 2026, value: 2 }, { type: 'attributes' })
    expect(it.told).toEqual([
      { ...guess, isKitty: true },
      { ...guess, isKitty: true, hasSync: true },
    ])
  })

  test('a terminal that answers nothing leaves the guesses', () => {
    const it = desk()
    it.pass()
    expect(it.told).toEqual([])
  })

  test('it remembers whether graphemes were counted before', () => {
    const it = desk()
    expect(it.wasUnclustered()).toBe(false)
    it.answer({ type: 'mode', mode: 2027, value: 2 })
    expect(it.wasUnclustered()).toBe(true)
  })
})
