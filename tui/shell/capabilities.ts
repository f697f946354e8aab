/** What a terminal can do: guesses from the environment, to draw at once, and what its own answers make of them. */
import type { TerminalReply } from './reply.ts'

export interface Capabilities {
  /** How many colours it shows; 0 with `NO_COLOR` or a dumb terminal. */
  readonly colours: 0 | 16 | 256 | 16777216
  /** `null` where the terminal does not tell. */
  readonly background: 'dark' | 'light' | null
  /** The kitty keyboard protocol is on: a lone escape is told at once, and alt+key is no guess. */
  readonly isKitty: boolean
  /** Synchronized output (mode 2026). */
  readonly hasSync: boolean
  /** Hyperlinks (OSC 8) are shown or at least ignored. */
  readonly osc8: boolean
  readonly notify: 'osc9' | 'osc777' | 'osc99' | 'bell'
  readonly multiplexer: 'tmux' | 'screen' | null
  /** Measured cells of `disputedClusters`; `null` until measured or where it cannot be. */
  readonly widths: Readonly<Record<string, number>> | null
}

export type TerminalEnv = Readonly<Record<string, string | undefined>>

/**
 * Graphemes whose width terminals dispute: emoji by variation selector, keycap, skin tone, family, flags, one half of a flag,
 * conjuncts, jamo, an emoji of Unicode 16, what is ambiguous in East Asia, and a combined letter.
 */
export const disputedClusters: readonly string[] = [
  '❤️',
  '⚠️',
  '1️⃣',
  '👍🏽',
  '👨‍👩‍👧',
  '🏳️‍🌈',
  '🇩🇪',
  '🇩',
  'क्ष',
  'स्ते',
  '각',
  '🫩',
  '─',
  '…',
  'e\u0301',
]

export function guessCapabilities(env: TerminalEnv): Capabilities {
  const { TERM: term = '', TERM_PROGRAM: program = '' } = env
  const isDumb = term === 'dumb' || term === ''
  const multiplexer =
    env['TMUX'] || term.startsWith('tmux') ? 'tmux' : env['STY'] || term.startsWith('screen') ? 'screen' : null
  return {
    colours: env['NO_COLOR'] || isDumb ? 0 : coloursOf(env, multiplexer),
    background: backgroundOf(env['COLORFGBG']),
    isKitty: false,
    hasSync: false,
    osc8: !isDumb && term !== 'linux' && program !== 'Apple_Terminal' && multiplexer !== 'screen',
    notify: notifyOf(program) ?? notifyOf(env['KITTY_WINDOW_ID'] ? 'kitty' : term.replace('xterm-', '')) ?? 'bell',
    multiplexer,
    widths: null,
  }
}

/** `replies` in the order in which they came, to the questions of a probe. */
export function learn(guess: Capabilities, replies: readonly TerminalReply[]): Capabilities {
  const positions = replies.filter((reply) => reply.type === 'position')
  let known = guess
  for (const reply of replies) {
    switch (reply.type) {
      case 'attributes':
      case 'position':
        break
      case 'kitty':
        known = { ...known, isKitty: true }
        break
      case 'mode':
        if (reply.mode === 2026) known = { ...known, hasSync: reply.value > 0 && reply.value < 4 }
        break
      case 'colour':
        if (reply.of === 11) known = { ...known, background: isLight(reply.rgb) ? 'light' : 'dark' }
        break
      case 'version':
        known = { ...known, ...named(reply.text, known) }
    }
  }
  // Only the order tells which answer belongs to which cluster, so one that is missing spoils all.
  if (positions.length !== disputedClusters.length) return known
  const widths = positions.map(({ column }, index) => [disputedClusters[index] ?? '', column - 1] as const)
  return { ...known, widths: Object.fromEntries(widths) }
}

/** What the terminal's own name tells. */
function named(version: string, known: Capabilities): Partial<Capabilities> {
  const isTmux = /^tmux/i.test(version)
  const notify = notifyOf(version)
  return {
    ...(isTmux ? { multiplexer: 'tmux' as const, osc8: true } : {}),
    ...(notify === null ? {} : { notify }),
    ...(known.colours === 256 && trueColour.test(version) ? { colours: 16_777_216 as const } : {}),
  }
}

const trueColour = /^(kitty|wezterm|ghostty|foot|iterm|alacritty|contour|rio|konsole|vte|mintty)/i

function coloursOf(env: TerminalEnv, multiplexer: Capabilities['multiplexer']): 16 | 256 | 16777216 {
  const { TERM: term = '', TERM_PROGRAM: program = '' } = env
  // screen shows 256 colours, whatever the terminal outside of it has told the environment.
  if (env['STY'] && multiplexer === 'screen') return 256
  if (/truecolor|24bit/i.test(env['COLORTERM'] ?? '') || term.endsWith('-direct')) return 16_777_216
  if (env['WT_SESSION'] || env['KITTY_WINDOW_ID'] || trueColour.test(term.replace('xterm-', ''))) return 16_777_216
  if (trueColour.test(program) || program === 'vscode') return 16_777_216
  return term.includes('256') || program === 'Apple_Terminal' ? 256 : 16
}

/** `foreground;background` as numbers of the palette, which some terminals tell. */
function backgroundOf(palette: string | undefined): 'dark' | 'light' | null {
  const background = /;(\d+)$/.exec(palette ?? '')?.[1]
  if (background === undefined) return null
  return background === '7' || Number(background) > 8 ? 'light' : 'dark'
}

function notifyOf(program: string): Capabilities['notify'] | null {
  if (/^kitty/i.test(program)) return 'osc99'
  if (/^(wezterm|ghostty|foot|rxvt|contour)/i.test(program)) return 'osc777'
  return /^iterm/i.test(program) ? 'osc9' : null
}

function isLight([red, green, blue]: readonly [number, number, number]): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5
}
