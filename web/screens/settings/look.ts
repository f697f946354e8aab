/**
 * How the client looks on this device. The theme is a setting of the account as well (`web/theme`), so that another device that
 * is told of a new one takes it; density and text size are of one screen.
 */
import type { App } from '../../app/app.ts'
import { defaultLook, keepLook, keptLook, type Look, showLook, themeChoices } from '../../styles/look.ts'

const themeSetting = 'web/theme'

export const lookNow = (): Look => keptLook(localStorage)

export function changeLook(app: Pick<App, 'client'>, change: Partial<Look>): Look {
  const look = { ...lookNow(), ...change }
  keepLook(localStorage, look)
  showLook(document.documentElement, look)
  if (change.theme !== undefined)
    app.client.setSetting(themeSetting, change.theme === defaultLook.theme ? null : change.theme)
  return look
}

/** A theme that another device chose is taken here too. The result ends it. */
export function followTheme(app: Pick<App, 'client'>): () => void {
  return app.client.on((event) => {
    if (event.type !== 'settings' || !event.keys.includes(themeSetting)) return
    const said = app.client.setting(themeSetting)
    const theme = themeChoices.find((one) => one === said) ?? defaultLook.theme
    if (theme === lookNow().theme) return
    const look = { ...lookNow(), theme }
    keepLook(localStorage, look)
    showLook(document.documentElement, look)
  })
}

/** To the other one of light and dark, whatever the system says. */
export function otherTheme(app: Pick<App, 'client'>): void {
  const { theme } = lookNow()
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  changeLook(app, { theme: isDark ? 'light' : 'dark' })
}
