/** The theme in force: the person's choice, or the one for the terminal's background; as many colours as it shows. */
import { createTheme, type Theme, type ThemeName, themeNames } from '../text/theme.ts'
import type { App } from './app.ts'

const made = new Map<string, Theme>()

const isName = (text: string | null): text is ThemeName => themeNames.some((name) => name === text)

export function themeFor(app: App): Theme {
  const { colours, osc8, background } = app.terminal.capabilities()
  const chosen = app.account?.client.setting('tui/theme') ?? null
  const name: ThemeName = isName(chosen)
    ? chosen
    : colours === 16
      ? 'sixteen'
      : background === 'light'
        ? 'light'
        : 'dark'
  const key = `${name} ${colours} ${osc8}`
  const known = made.get(key)
  if (known !== undefined) return known
  const theme = createTheme(name, { colours, hyperlinks: osc8 })
  made.set(key, theme)
  return theme
}
