/** What a session is called in the list of sessions: "Parley web on Chrome, Linux". */
export interface Agent {
  readonly userAgent: string
  readonly userAgentData?: {
    readonly brands: readonly { readonly brand: string }[]
    readonly platform: string
  }
}

/** The first that is found names the browser; each says also the names of those below it. */
const browsers: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]
/** Brands that say how a browser is built, or are there to be ignored. */
const nonBrands = /^Chromium$|not.*brand/i

export function clientName({ userAgent, userAgentData: data }: Agent): string {
  const brand = data?.brands.find((one) => !nonBrands.test(one.brand))?.brand.replace(/^(?:Google|Microsoft) /, '')
  const browser = brand ?? found(browsers, userAgent) ?? 'a browser'
  const system = data?.platform || found(systems, userAgent)
  return system === null ? `Parley web on ${browser}` : `Parley web on ${browser}, ${system}`
}

const found = (table: readonly (readonly [RegExp, string])[], text: string): string | null =>
  table.find(([mark]) => mark.test(text))?.[1] ?? null
