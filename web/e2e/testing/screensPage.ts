/** The page of the screens around a chat, anew for each test: see screens/testing. It fails a test in which the page complains. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout } from 'bun:test'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { type HarnessServer, serveHarness } from '../../screens/testing/serveHarness.ts'
import { hasChromium, sharedChromium } from './chromium.ts'

/** The machine may be busy with other tests. */
const timeoutMs = 40_000

export interface ScreensPage {
  readonly page: Page
  readonly context: BrowserContext
}

export interface ScreensHands {
  open(path: string): Promise<unknown>
  press(keys: string): Promise<void>
  type(words: string): Promise<void>
  field(label: string): Locator
  button(name: string): Locator
  heading(name: string): Locator
  /** Waits until the focus is there. */
  focused(place: Locator): Promise<void>
  /** Another page of this size. */
  begin(viewport: { readonly width: number; readonly height: number }): Promise<void>
}

/** For all tests of a file; `onPage` gets the page of each. */
export function screensPage(onPage: (opened: ScreensPage) => void): ScreensHands {
  setDefaultTimeout(120_000)
  const browser = sharedChromium()
  let served: HarnessServer
  let context: BrowserContext
  let page: Page
  let broken: string[] = []

  beforeAll(async () => {
    if (hasChromium) served = await serveHarness()
  })
  afterAll(async () => {
    if (hasChromium) await served.stop()
  })
  beforeEach(async () => {
    if (hasChromium) await begin({ width: 1280, height: 800 })
  })
  afterEach(async () => {
    if (!hasChromium) return
    expect(broken).toEqual([])
    await context.close()
  })

  async function begin(viewport: { readonly width: number; readonly height: number }): Promise<void> {
    broken = []
    context = await (await browser()).newContext({ viewport, reducedMotion: 'reduce' })
    context.setDefaultTimeout(timeoutMs)
    page = await context.newPage()
    onPage({ page, context })
    page.on('pageerror', ({ message }) => broken.push(message))
    page.on('console', (message) => {
      // A network that is away is told by the browser too.
      if (message.type() === 'error' && !message.text().includes('net::ERR_INTERNET_DISCONNECTED'))
        broken.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url)) broken.push(`asked a stranger: ${request.url()}`)
    })
  }

  return {
    open: (path) => page.goto(served.url + path),
    press: (keys) => page.keyboard.press(keys),
    type: (words) => page.keyboard.type(words),
    field: (label) => page.getByLabel(label, { exact: true }),
    button: (name) => page.getByRole('button', { name, exact: true }),
    heading: (name) => page.getByRole('heading', { name, exact: true }),
    focused: (place) => place.and(page.locator(':focus')).waitFor(),
    begin,
  }
}
