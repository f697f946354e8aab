/**
 * Every colour of the web client. `tokens.css` is made from it by `bun web/styles/tokensCss.ts`, and a test keeps them equal.
 *
 * Paper by day, ink by night: warm neutral surfaces, one accent (deep teal), and colour only where it says something. The
 * two themes of high contrast have strong text, and borders around what only its surface shows. `tokens.test.ts` says which colour stands on which,
 * and measures each of them.
 */
import type { Oklch } from './colour.ts'

type Palette = Readonly<Record<string, Oklch>>
export type Theme = 'light' | 'dark' | 'contrastLight' | 'contrastDark'

const accentHue = 195

/** Avatars and the names of people in groups: eight hues, far enough from each other, none louder than the rest. */
const hues = [25, 55, 90, 145, 195, 240, 285, 340] as const
const ofHues = (name: string, lightness: number, chroma: number): Palette =>
  Object.fromEntries(hues.map((hue, at) => [`${name}-${at}`, [lightness, chroma, hue]]))

const light: Palette = {
  /** The page, and what lies behind the messages. */
  surface: [0.963, 0.007, 85],
  /** Lists and panels beside it. */
  'surface-side': [0.983, 0.005, 85],
  /** What lies on top: dialogs, menus, cards. */
  'surface-raised': [0.995, 0.002, 85],
  /** Fields and wells. */
  'surface-sunken': [0.945, 0.008, 85],
  'surface-hover': [0.952, 0.008, 85],
  'surface-pressed': [0.925, 0.01, 85],
  'surface-selected': [0.929, 0.024, 190],
  'surface-inverse': [0.29, 0.012, 220],

  text: [0.25, 0.012, 70],
  'text-soft': [0.45, 0.014, 75],
  /** Placeholders and what is least: still readable. */
  'text-faint': [0.5, 0.013, 75],
  'text-inverse': [0.97, 0.005, 85],

  /** Buttons that are not the one thing to do. */
  button: [0.925, 0.01, 85],
  'button-hover': [0.898, 0.012, 85],

  accent: [0.475, 0.08, accentHue],
  'accent-hover': [0.425, 0.072, accentHue],
  'on-accent': [0.99, 0.003, 85],
  /** The accent as text or icon on a surface. */
  'accent-text': [0.435, 0.074, accentHue],
  'accent-tint': [0.932, 0.024, 190],

  /** Lines that only order the page. */
  hairline: [0.893, 0.01, 85],
  /** Lines without which one would not see the control. */
  border: [0.6, 0.014, 80],
  focus: [0.5, 0.085, accentHue],

  'bubble-in': [0.998, 0.001, 85],
  'bubble-own': [0.923, 0.033, 183],
  'bubble-own-soft': [0.46, 0.022, 190],
  'bubble-own-link': [0.4, 0.068, 200],
  /** What was read, and whom one answers: apart from the soft colour also at a glance. */
  'bubble-own-accent': [0.5, 0.098, 232],

  danger: [0.52, 0.185, 27],
  'danger-hover': [0.47, 0.17, 27],
  'on-danger': [0.99, 0.003, 85],
  'danger-text': [0.48, 0.17, 27],
  'danger-tint': [0.945, 0.022, 25],
  'warning-text': [0.44, 0.09, 70],
  'warning-tint': [0.948, 0.04, 85],
  good: [0.6, 0.13, 150],
  away: [0.615, 0.127, 75],
  busy: [0.56, 0.19, 27],

  badge: [0.475, 0.08, accentHue],
  'on-badge': [0.99, 0.003, 85],
  'badge-muted': [0.855, 0.012, 85],
  'on-badge-muted': [0.36, 0.014, 75],
  'badge-mention': [0.52, 0.185, 27],
  'on-badge-mention': [0.99, 0.003, 85],

  /** Code stands on a surface of its own, in bubbles too. */
  code: [0.945, 0.008, 85],
  'code-own': [0.889, 0.038, 183],
  'code-text': [0.32, 0.03, 250],
  /** Found words, and the message that one jumped to. */
  mark: [0.9, 0.1, 95],
  'mark-text': [0.25, 0.03, 70],

  ...ofHues('avatar', 0.875, 0.045),
  ...ofHues('on-avatar', 0.37, 0.065),
  ...ofHues('name', 0.47, 0.08),
}

const dark: Palette = {
  surface: [0.195, 0.012, 225],
  'surface-side': [0.225, 0.012, 225],
  'surface-raised': [0.262, 0.013, 225],
  'surface-sunken': [0.17, 0.011, 225],
  'surface-hover': [0.258, 0.013, 225],
  'surface-pressed': [0.312, 0.014, 225],
  'surface-selected': [0.325, 0.04, accentHue],
  'surface-inverse': [0.92, 0.008, 85],

  text: [0.935, 0.008, 85],
  'text-soft': [0.77, 0.012, 90],
  'text-faint': [0.72, 0.012, 100],
  'text-inverse': [0.25, 0.012, 70],

  button: [0.315, 0.014, 225],
  'button-hover': [0.355, 0.015, 225],

  accent: [0.73, 0.092, accentHue],
  'accent-hover': [0.78, 0.092, accentHue],
  'on-accent': [0.2, 0.03, accentHue],
  'accent-text': [0.8, 0.095, accentHue],
  'accent-tint': [0.31, 0.04, accentHue],

  hairline: [0.3, 0.013, 225],
  border: [0.56, 0.016, 225],
  focus: [0.8, 0.11, accentHue],

  'bubble-in': [0.268, 0.013, 225],
  'bubble-own': [0.345, 0.048, 200],
  'bubble-own-soft': [0.8, 0.018, 195],
  'bubble-own-link': [0.86, 0.075, 195],
  'bubble-own-accent': [0.86, 0.12, 190],

  danger: [0.7, 0.15, 25],
  'danger-hover': [0.77, 0.13, 25],
  'on-danger': [0.2, 0.04, 25],
  'danger-text': [0.79, 0.115, 25],
  'danger-tint': [0.3, 0.05, 25],
  'warning-text': [0.84, 0.09, 85],
  'warning-tint': [0.31, 0.04, 80],
  good: [0.76, 0.15, 150],
  away: [0.8, 0.13, 80],
  busy: [0.69, 0.17, 25],

  badge: [0.73, 0.092, accentHue],
  'on-badge': [0.2, 0.03, accentHue],
  'badge-muted': [0.4, 0.015, 225],
  'on-badge-muted': [0.92, 0.008, 85],
  'badge-mention': [0.7, 0.15, 25],
  'on-badge-mention': [0.2, 0.04, 25],

  code: [0.215, 0.012, 225],
  'code-own': [0.29, 0.042, 200],
  'code-text': [0.88, 0.03, 225],
  mark: [0.45, 0.08, 90],
  'mark-text': [0.97, 0.02, 90],

  ...ofHues('avatar', 0.42, 0.06),
  ...ofHues('on-avatar', 0.91, 0.045),
  ...ofHues('name', 0.8, 0.085),
}

const contrastLight: Palette = {
  ...light,
  surface: [1, 0, 0],
  'surface-side': [1, 0, 0],
  'surface-raised': [1, 0, 0],
  'surface-sunken': [1, 0, 0],
  'surface-hover': [0.94, 0, 0],
  'surface-pressed': [0.9, 0, 0],
  'surface-selected': [0.92, 0.03, accentHue],
  'surface-inverse': [0.15, 0, 0],
  text: [0, 0, 0],
  'text-soft': [0.28, 0, 0],
  'text-faint': [0.32, 0, 0],
  'text-inverse': [1, 0, 0],
  button: [1, 0, 0],
  'button-hover': [0.92, 0, 0],

  accent: [0.38, 0.063, accentHue],
  'accent-hover': [0.3, 0.05, accentHue],
  'on-accent': [1, 0, 0],
  'accent-text': [0.33, 0.055, accentHue],
  'accent-tint': [0.95, 0.02, accentHue],
  hairline: [0.42, 0, 0],
  border: [0.28, 0, 0],
  focus: [0.36, 0.19, 265],
  'bubble-in': [1, 0, 0],
  'bubble-own': [0.94, 0.025, 190],
  'bubble-own-soft': [0.28, 0.02, 195],
  'bubble-own-link': [0.33, 0.055, 200],
  'bubble-own-accent': [0.33, 0.055, 195],
  danger: [0.4, 0.15, 27],
  'danger-hover': [0.34, 0.13, 27],
  'on-danger': [1, 0, 0],
  'danger-text': [0.38, 0.14, 27],
  'danger-tint': [0.96, 0.015, 25],
  'warning-text': [0.32, 0.065, 70],
  'warning-tint': [0.96, 0.03, 85],
  good: [0.45, 0.12, 148],
  away: [0.48, 0.1, 70],
  busy: [0.45, 0.17, 27],
  badge: [0.38, 0.063, accentHue],
  'on-badge': [1, 0, 0],
  'badge-muted': [0.35, 0, 0],
  'on-badge-muted': [1, 0, 0],
  'badge-mention': [0.4, 0.15, 27],
  'on-badge-mention': [1, 0, 0],
  code: [0.95, 0, 0],
  'code-own': [0.97, 0.012, 190],
  'code-text': [0.15, 0, 0],
  mark: [0.92, 0.12, 100],
  'mark-text': [0, 0, 0],
  ...ofHues('avatar', 0.92, 0.035),
  ...ofHues('on-avatar', 0.28, 0.045),
  ...ofHues('name', 0.35, 0.06),
}

const contrastDark: Palette = {
  ...dark,
  surface: [0, 0, 0],
  'surface-side': [0, 0, 0],
  'surface-raised': [0.1, 0, 0],
  'surface-sunken': [0, 0, 0],
  'surface-hover': [0.22, 0, 0],
  'surface-pressed': [0.27, 0, 0],
  'surface-selected': [0.28, 0.035, accentHue],
  'surface-inverse': [1, 0, 0],
  text: [1, 0, 0],
  'text-soft': [0.88, 0, 0],
  'text-faint': [0.84, 0, 0],
  'text-inverse': [0, 0, 0],
  button: [0, 0, 0],
  'button-hover': [0.27, 0, 0],

  accent: [0.84, 0.1, accentHue],
  'accent-hover': [0.9, 0.08, accentHue],
  'on-accent': [0, 0, 0],
  'accent-text': [0.88, 0.09, accentHue],
  'accent-tint': [0.24, 0.03, accentHue],
  hairline: [0.66, 0, 0],
  border: [0.84, 0, 0],
  focus: [0.92, 0.15, 100],
  'bubble-in': [0.1, 0, 0],
  'bubble-own': [0.25, 0.03, 200],
  'bubble-own-soft': [0.9, 0.02, 195],
  'bubble-own-link': [0.9, 0.07, 195],
  'bubble-own-accent': [0.9, 0.08, 195],
  danger: [0.8, 0.11, 22],
  'danger-hover': [0.86, 0.07, 22],
  'on-danger': [0, 0, 0],
  'danger-text': [0.85, 0.08, 22],
  'danger-tint': [0.22, 0.04, 25],
  'warning-text': [0.9, 0.08, 90],
  'warning-tint': [0.22, 0.03, 80],
  good: [0.85, 0.17, 150],
  away: [0.87, 0.13, 85],
  busy: [0.79, 0.12, 22],
  badge: [0.84, 0.1, accentHue],
  'on-badge': [0, 0, 0],
  'badge-muted': [0.82, 0, 0],
  'on-badge-muted': [0, 0, 0],
  'badge-mention': [0.8, 0.11, 22],
  'on-badge-mention': [0, 0, 0],
  code: [0.18, 0, 0],
  'code-own': [0.16, 0.018, 200],
  'code-text': [0.96, 0, 0],
  mark: [0.88, 0.14, 95],
  'mark-text': [0, 0, 0],
  ...ofHues('avatar', 0.28, 0.045),
  ...ofHues('on-avatar', 0.94, 0.028),
  ...ofHues('name', 0.88, 0.06),
}

export const palettes: Readonly<Record<Theme, Palette>> = { light, dark, contrastLight, contrastDark }
