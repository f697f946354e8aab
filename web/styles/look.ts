/** How the web client looks in this browser: kept in localStorage, because it must be known before anything else is. */
type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast'
type Density = 'cosy' | 'compact'
/** In CSS pixels at the browser's own text size. */
type TextSize = (typeof textSizes)[number]

export interface Look {
  readonly theme: ThemeChoice
  readonly density: Density
  readonly text: TextSize
}

export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const
export const densities = ['cosy', 'compact'] as const
export const textSizes = [14, 15, 16, 17, 18, 19, 20] as const
export const defaultLook: Look = { theme: 'system', density: 'cosy', text: 16 }

const keys = { theme: 'parley.theme', density: 'parley.density', text: 'parley.text' } as const

/** Never throws: a browser may refuse its storage, and anybody may have written there. */
export function keptLook(storage: Pick<Storage, 'getItem'>): Look {
  const kept = (key: string): string | null => {
    try {
      return storage.getItem(key)
    } catch {
      return null
    }
  }
  const [theme, density, text] = [kept(keys.theme), kept(keys.density), Number(kept(keys.text))]
  return {
    theme: themeChoices.find((each) => each === theme) ?? defaultLook.theme,
    density: densities.find((each) => each === density) ?? defaultLook.density,
    text: textSizes.find((each) => each === text) ?? defaultLook.text,
  }
}

/** A browser that refuses its storage shows the look until it is closed. */
export function keepLook(storage: Pick<Storage, 'setItem'>, look: Look): void {
  try {
    storage.setItem(keys.theme, look.theme)
    storage.setItem(keys.density, look.density)
    storage.setItem(keys.text, String(look.text))
  } catch {
    // It is shown all the same; only the next visit does not know it.
  }
}

/** `html` is the root element: without `data-theme` it follows the system. */
export function showLook(html: Pick<HTMLElement, 'dataset'>, look: Look): void {
  if (look.theme === 'system') delete html.dataset['theme']
  else html.dataset['theme'] = look.theme
  html.dataset['density'] = look.density
  html.dataset['text'] = String(look.text)
}
