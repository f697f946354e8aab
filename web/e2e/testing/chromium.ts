/** A real browser for tests: the system's Chromium, without a window. */
import { afterAll } from 'bun:test'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

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

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
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
  })

/** One browser for all tests of a file, started when it is first asked for. */
export function sharedChromium(): () => Promise<Browser> {
  let browser: Promise<Browser> | null = null
  afterAll(async () => {
    if (browser !== null) await (await browser).close()
  }, 20_000)
  return () => (browser ??= launchChromium())
}
