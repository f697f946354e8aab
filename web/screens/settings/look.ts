/**
 * How the client looks on this device. The theme is a setting of the account as well (`web/theme`), so that another device that
 * is told of a new one takes it; density and text size are of one screen. Tabs of one browser look the same.
 */
import type { Source } from '@parley/protocol/client'
import type { App } from '../../app/app.ts'
import { createValue, type Value } from '../../app/value.ts'
import { defaultLook, keepLook, keptLook, type Look, showLook, themeChoices } from '../../styles/look.ts'

const themeSetting = 'web/theme'

// Where storage is denied, already its name throws.
const storage = {
  getItem: (key: string): string | null => localStorage.getItem(key),
  setItem: (key: string, value: string): void => localStorage.setItem(key, value),
}

let held: Value<Look> | null = null
const valueOfTab = (): Value<Look> => (held ??= createValue(keptLook(storage)))

/** What this tab shows. */
export const lookSource = (): Source<Look> => valueOfTab()

function show(look: Look): void {
  showLook(document.documentElement, look)
  valueOfTab().set(look)
}

export function changeLook(app: Pick<App, 'client'>, change: Partial<Look>): void {
  const look = { ...lookSource().get(), ...change }
  keepLook(storage, look)
  show(look)
  if (change.theme !== undefined)
    app.client.setSetting(themeSetting, change.theme === defaultLook.theme ? null : change.theme)
}

/** A theme that another device chose is taken here too, and what another tab keeps is shown. The result ends it. */
export function followTheme(app: Pick<App, 'client'>): () => void {
  const onStorage = (): void => {
    const kept = keptLook(storage)
    const now = lookSource().get()
    if (kept.theme !== now.theme || kept.density !== now.density || kept.text !== now.text) show(kept)
  }
  addEventListener('storage', onStorage)
  const stop = app.client.on((event) => {
    if (event.type !== 'settings' || !event.keys.includes(themeSetting)) return
    const said = app.client.setting(themeSetting)
    const theme = themeChoices.find((one) => one === said) ?? defaultLook.theme
    if (theme === lookSource().get().theme) return
    const look = { ...lookSource().get(), theme }
    keepLook(storage, look)
    show(look)
  })
  return () => {
    removeEventListener('storage', onStorage)
    stop()
  }
}

/** To the other one of light and dark, whatever the system says. */
export function otherTheme(app: Pick<App, 'client'>): void {
  const { theme } = lookSource().get()
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  changeLook(app, { theme: isDark ? 'light' : 'dark' })
}
