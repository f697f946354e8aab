/** The colours of the themes, as data. Each tone is readable on its background: a test computes the contrast. */
import type { Tone } from './line.ts'

export interface Look {
  /** `#rrggbb` */
  readonly colour: string
  /** `#rrggbb`; where absent, what lies behind the screen. */
  readonly background?: string
  readonly bold?: boolean
  readonly underline?: boolean
}

export interface Palette {
  /** Backgrounds on which the palette must be readable where a look has none of its own: the ends of what terminals have. */
  readonly backgrounds: readonly string[]
  readonly contrastMin: number
  readonly looks: Readonly<Record<Tone, Look>>
}

export const dark: Palette = {
  backgrounds: ['#000000', '#1e1e1e', '#24273a'],
  contrastMin: 4.5,
  looks: {
    text: { colour: '#dfe3ea' },
    muted: { colour: '#a0a7b4' },
    strong: { colour: '#ffffff', bold: true },
    accent: { colour: '#7cc0ff' },
    own: { colour: '#a6d977' },
    name0: { colour: '#ff8f9d' },
    name1: { colour: '#ffab70' },
    name2: { colour: '#e8c069' },
    name3: { colour: '#b3dd80' },
    name4: { colour: '#7fe0cf' },
    name5: { colour: '#83d3ff' },
    name6: { colour: '#9db4ff' },
    name7: { colour: '#d0a8ff' },
    code: { colour: '#ecc98a' },
    quote: { colour: '#b0b8c6' },
    link: { colour: '#7cc0ff', underline: true },
    mention: { colour: '#ffd866', bold: true },
    unread: { colour: '#ffab70', bold: true },
    good: { colour: '#a6d977' },
    warning: { colour: '#e8c069' },
    error: { colour: '#ff8f9d' },
    border: { colour: '#939aa8' },
    selected: { colour: '#ffffff', background: '#2f4a6d' },
    bar: { colour: '#dfe3ea', background: '#2b303b' },
  },
}

export const light: Palette = {
  backgrounds: ['#ffffff', '#fafafa', '#eeeeee'],
  contrastMin: 4.5,
  looks: {
    text: { colour: '#1f2328' },
    muted: { colour: '#565e69' },
    strong: { colour: '#000000', bold: true },
    accent: { colour: '#0550ae' },
    own: { colour: '#186329' },
    name0: { colour: '#ab1f18' },
    name1: { colour: '#8a4300' },
    name2: { colour: '#6e5200' },
    name3: { colour: '#186329' },
    name4: { colour: '#005f58' },
    name5: { colour: '#005a92' },
    name6: { colour: '#3547ac' },
    name7: { colour: '#7034ad' },
    code: { colour: '#763800' },
    quote: { colour: '#4a535e' },
    link: { colour: '#0550ae', underline: true },
    mention: { colour: '#863600', bold: true },
    unread: { colour: '#a03600', bold: true },
    good: { colour: '#186329' },
    warning: { colour: '#6e5200' },
    error: { colour: '#ab1f18' },
    border: { colour: '#626a75' },
    selected: { colour: '#10243d', background: '#cfe3ff' },
    bar: { colour: '#1f2328', background: '#e2e5ea' },
  },
}

const onBlack = (colour: string): Look => ({ colour, background: '#000000' })

/** It brings its own background, so that it holds its promise on every terminal. */
export const contrast: Palette = {
  backgrounds: ['#000000'],
  contrastMin: 7,
  looks: {
    text: onBlack('#ffffff'),
    muted: onBlack('#cccccc'),
    strong: { ...onBlack('#ffffff'), bold: true },
    accent: onBlack('#7fd4ff'),
    own: onBlack('#8cff8c'),
    name0: onBlack('#ff9d9d'),
    name1: onBlack('#ffb66e'),
    name2: onBlack('#ffe36e'),
    name3: onBlack('#a8ff8c'),
    name4: onBlack('#7dffe0'),
    name5: onBlack('#7fd4ff'),
    name6: onBlack('#b3c2ff'),
    name7: onBlack('#dcb8ff'),
    code: onBlack('#ffe08a'),
    quote: onBlack('#d6d6d6'),
    link: { ...onBlack('#7fd4ff'), underline: true },
    mention: { colour: '#000000', background: '#ffe14d', bold: true },
    unread: { colour: '#000000', background: '#ffb347', bold: true },
    good: onBlack('#8cff8c'),
    warning: onBlack('#ffd24d'),
    error: onBlack('#ff9d9d'),
    border: onBlack('#cccccc'),
    selected: { colour: '#000000', background: '#ffffff' },
    bar: { colour: '#000000', background: '#c8c8c8' },
  },
}

/** SGR parameters of the 16 colours, which are the user's own; `''` is the terminal's usual text. */
export type Codes = Readonly<Record<Tone, string>>

export const sixteenOnDark: Codes = {
  text: '',
  muted: '37',
  strong: '1',
  accent: '96',
  own: '92',
  name0: '91',
  name1: '33',
  name2: '93',
  name3: '92',
  name4: '36',
  name5: '96',
  name6: '94',
  name7: '95',
  code: '93',
  quote: '37',
  link: '4;96',
  mention: '1;93',
  unread: '1;91',
  good: '92',
  warning: '93',
  error: '91',
  border: '37',
  selected: '7',
  bar: '7',
}

export const sixteenOnLight: Codes = {
  text: '',
  muted: '',
  strong: '1',
  accent: '34',
  own: '32',
  name0: '31',
  name1: '1;31',
  name2: '35',
  name3: '32',
  name4: '1;32',
  name5: '36',
  name6: '34',
  name7: '1;35',
  code: '35',
  quote: '',
  link: '4;34',
  mention: '1;35',
  unread: '1;31',
  good: '32',
  warning: '1;31',
  error: '31',
  border: '',
  selected: '7',
  bar: '7',
}

/** Without colours: what is bold, underlined or turned round. */
export const colourless: Codes = {
  text: '',
  muted: '2',
  strong: '1',
  accent: '1',
  own: '1',
  name0: '1',
  name1: '1',
  name2: '1',
  name3: '1',
  name4: '1',
  name5: '1',
  name6: '1',
  name7: '1',
  code: '',
  quote: '2',
  link: '4',
  mention: '1;4',
  unread: '1',
  good: '',
  warning: '1',
  error: '1',
  border: '2',
  selected: '7',
  bar: '7',
}
