/**
 * Turns lines into what a terminal understands. Owns every escape sequence inside a line: colours, and links (OSC 8), which
 * are made nowhere else. Guarantees that a painted line ends as it began, in the usual style, and that nothing in a span's
 * text or target becomes an escape sequence.
 */
import type { UserId } from '@parley/protocol'
import { contrast as contrastOf, nearest256, type Rgb, rgbOf, rgbOf256 } from './colour.ts'
import type { Line, Span, Tone } from './line.ts'
import {
  type Codes,
  colourless,
  contrast,
  dark,
  light,
  type Look,
  type Palette,
  sixteenOnDark,
  sixteenOnLight,
} from './palettes.ts'

export const themeNames = ['dark', 'light', 'contrast', 'sixteen', 'none'] as const
export type ThemeName = (typeof themeNames)[number]

export interface Theme {
  readonly name: ThemeName
  paint(line: Line): string
}

export interface ThemeOptions {
  /** How many colours the terminal shows. 0 makes every theme `none`. */
  readonly colours: 0 | 16 | 256 | 16_777_216
  /** Links are sent to the terminal; otherwise only their text. */
  readonly hyperlinks: boolean
}

export function createTheme(name: ThemeName, { colours, hyperlinks }: ThemeOptions): Theme {
  const codes = codesOf(name, colours)
  return { name, paint: (line) => paint(line, codes, hyperlinks) }
}

const nameTones = ['name0', 'name1', 'name2', 'name3', 'name4', 'name5', 'name6', 'name7'] as const

/** The same colour for a person on every screen and for ever. */
export function toneOfName(user: UserId): Tone {
  let hash = 0x811c9dc5
  for (let at = 0; at < user.length; at++) hash = Math.imul(hash ^ user.charCodeAt(at), 0x01000193)
  // The low bits of this hash are poor, so the high ones are folded in.
  return nameTones[((hash >>> 16) ^ hash) & 7] ?? 'name0'
}

/** Bytes of a link's target; terminals drop longer ones. */
const hrefCharsMax = 2_048
const web = /^https?:\/\//i

/** The target as it may be sent: `http` or `https`, printable ASCII. `null` for any other. */
function safeHref(href: string): string | null {
  if (href.length > hrefCharsMax || !web.test(href) || !URL.canParse(href)) return null
  const target = new URL(href).href
  return /^[\x21-\x7e]+$/.test(target) && target.length <= hrefCharsMax ? target : null
}

function paint(line: Line, codes: Codes, hyperlinks: boolean): string {
  let painted = ''
  let code = ''
  let target: string | null = null
  for (const span of line) {
    if (span.text === '') continue
    const nextCode = codeOf(span, codes)
    const nextTarget = hyperlinks && span.href !== undefined ? safeHref(span.href) : null
    if (nextTarget !== target) {
      painted += `\x1b]8;;${nextTarget ?? ''}\x07`
      target = nextTarget
    }
    if (nextCode !== code) {
      if (code !== '') painted += '\x1b[0m'
      if (nextCode !== '') painted += `\x1b[${nextCode}m`
      code = nextCode
    }
    painted += harmless(span.text)
  }
  if (target !== null) painted += '\x1b]8;;\x07'
  return code === '' ? painted : `${painted}\x1b[0m`
}

// Texts are clean when they come here. Were one not, it would still be no escape sequence.
const control = /\p{Cc}/gu
const harmless = (text: string): string => text.replace(control, '\ufffd')

function codeOf(span: Span, codes: Codes): string {
  const toned = codes[span.tone]
  if (!span.bold && !span.italic && !span.underline && !span.strike && !span.inverse) return toned
  const parts = toned === '' ? [] : toned.split(';')
  const isSimple = !parts.includes('38') && !parts.includes('48')
  const add = (part: string): void => {
    // In a colour, `1` or `4` may be a number of the colour itself.
    if (!isSimple || !parts.includes(part)) parts.push(part)
  }
  if (span.bold) add('1')
  if (span.italic) add('3')
  if (span.underline) add('4')
  if (span.strike) add('9')
  if (span.inverse) add('7')
  return parts.join(';')
}

function codesOf(name: ThemeName, colours: ThemeOptions['colours']): Codes {
  if (colours === 0) return colourless
  switch (name) {
    case 'none':
      return colourless
    case 'sixteen':
      return sixteenOnDark
    case 'dark':
      return colours === 16 ? sixteenOnDark : coded(dark, colours)
    case 'light':
      return colours === 16 ? sixteenOnLight : coded(light, colours)
    case 'contrast':
      return colours === 16 ? sixteenOnDark : coded(contrast, colours)
  }
}

function coded(palette: Palette, colours: 256 | 16_777_216): Codes {
  const code = (tone: Tone): string => lookCode(palette.looks[tone], palette, colours)
  const codes: Record<Tone, string> = { ...colourless }
  for (const tone of toneNames(palette)) codes[tone] = code(tone)
  return codes
}

function toneNames({ looks }: Palette): readonly Tone[] {
  const isTone = (name: string): name is Tone => Object.hasOwn(looks, name)
  return Object.keys(looks).filter(isTone)
}

function lookCode(look: Look, palette: Palette, colours: 256 | 16_777_216): string {
  const parts: string[] = []
  if (look.bold) parts.push('1')
  if (look.underline) parts.push('4')
  if (colours === 256) {
    const background = look.background === undefined ? null : nearest256(rgbOf(look.background), null, 0)
    parts.push(`38;5;${readable256(look, palette)}`)
    if (background !== null) parts.push(`48;5;${background}`)
  } else {
    parts.push(`38;2;${rgbOf(look.colour).join(';')}`)
    if (look.background !== undefined) parts.push(`48;2;${rgbOf(look.background).join(';')}`)
  }
  return parts.join(';')
}

/** Against the background where it is hardest to read. */
function readable256(look: Look, { backgrounds, contrastMin }: Palette): number {
  const behind: readonly Rgb[] =
    look.background === undefined ? backgrounds.map(rgbOf) : [rgbOf256(nearest256(rgbOf(look.background), null, 0))]
  const colour = rgbOf(look.colour)
  const hardest = behind.toSorted((one, other) => contrastOf(colour, one) - contrastOf(colour, other))[0] ?? null
  return nearest256(colour, hardest, contrastMin)
}
