/** A real browser for tests: the system's Chromium, without a window. */
import { afterAll } from 'bun:test'
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core'

const places = [
  Bun.env['PARLEY_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const found = places.find((place) => place !== '' && existsSync(place))

/** Suites that need a browser are left out without one; the test command says so, and in CI it fails. */
export const hasChromium = found !== undefined
if (!hasChromium)
  console.log(
    'left out: tests in a browser. Install Chromium (apt-get install chromium), or name one in PARLEY_CHROMIUM.',
  )

const options: LaunchOptions = {
  ...(found === undefined ? {} : { executablePath: found }),
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

export const launchChromium = (): Promise<Browser> => chromium.launch(options)

/** A browser of its own whose profile lies in this folder, and is there again when it is started again. */
export const launchProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...options, viewport: { width: 1280, height: 800 } })

/** One browser for all tests of a file, started when it is first asked for. */
export function sharedChromium(): () => Promise<Browser> {
  let browser: Promise<Browser> | null = null
  afterAll(async () => {
    if (browser !== null) await (await browser).close()
  }, 20_000)
  return () => (browser ??= launchChromium())
}
