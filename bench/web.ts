/** The web client in the system's Chromium: what it loads, when it stands there, how it answers, how it scrolls. */
import { join } from 'node:path'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { launchChromium } from '../web/e2e/testing/chromium.ts'
import { passwordOf, quantile as quantileOf } from './driver.ts'
import { start } from './process.ts'
import type { Figure } from './table.ts'
import { seedForTui } from './tuiSeed.ts'
import { flinging, switching, watching } from './webPage.ts'

const rounds = 5
const switches = 60
const keysTyped = 200
const draftChars = 5_000
const flingMs = 10_000
const throttle = 4
const viewport = { width: 1280, height: 800 }

export async function web(root: string, folder: string): Promise<Figure[]> {
  const serve = ['bun', `${root}/cli/main.ts`, 'serve', '--port', '0', '--data', join(folder, 'web'), '--log', 'error']
  const { reader } = await seedForTui(join(folder, 'web'), serve)
  const server = await start(serve, { PARLEY_FRAMES_PER_SECOND: '0', PARLEY_LOGIN_TRIES: '0' })
  const browser = await launchChromium()
  const figures: Figure[] = []
  const note = (what: string, unit: string, ours: number, target: number | null): void =>
    void figures.push({ part: 'web', what, unit, ours, limit: null, target })
  try {
    const cold: number[] = []
    for (let round = 0; round < rounds; round++) cold.push(await coldPaint(browser, server.url))
    note('largest contentful paint, cold, 4× throttle, p50', 'ms', quantile(cold, 0.5), 1_800)

    const context = await browser.newContext({ viewport })
    await context.addInitScript(watching)
    const page = await context.newPage()
    const sizes = sizesOf(page)
    await page.goto(`${server.url}/login`)
    await page.getByLabel('Username').waitFor()
    note('JavaScript to log in, gzip', 'KB', (await sizes()).js, 90)
    await page.getByLabel('Username').fill(reader.username)
    await page.getByLabel('Password', { exact: true }).fill(passwordOf(reader.username))
    await page.keyboard.press('Enter')
    await page.locator('.chat-row').first().waitFor()
    const { js, css } = await sizes()
    note('JavaScript of the chat shell, gzip', 'KB', js, 130)
    note('CSS, gzip', 'KB', css, 20)
    note('JavaScript of the shared worker, gzip', 'KB', await workerSize(page), null)
    await openLarge(page)

    const warm: number[] = []
    for (let round = 0; round < rounds * 2; round++) warm.push(await warmStart(context, server.url))
    note('warm start to the list of chats, p50', 'ms', quantile(warm, 0.5), 500)

    const typed = await typing(page)
    note('keystroke to paint, p50', 'ms', quantile(typed, 0.5), null)
    note('keystroke to paint, p95', 'ms', quantile(typed, 0.95), 16)

    const switched: number[] = await page.evaluate(switching(switches))
    const cached = switched.slice(12)
    note('switching to a cached chat, p50', 'ms', quantile(cached, 0.5), null)
    note('switching to a cached chat, p95', 'ms', quantile(cached, 0.95), 100)

    await openLarge(page)
    const flung = await fling(page)
    note('fling of 10 s, 4× throttle: rows mounted, most', 'rows', flung.rowsMax, 160)
    note('fling of 10 s, 4× throttle: longest task', 'ms', flung.longestMs, 50)
    note('fling of 10 s, 4× throttle: frames per second, p50', '/s', flung.framesPerSecond, 55)
    note('fling of 10 s: messages passed', 'messages', flung.passed, null)
    await context.close()
  } finally {
    await browser.close()
    await server.stop()
  }
  return figures
}

const quantile = (values: readonly number[], share: number): number =>
  quantileOf(Float64Array.from(values).sort(), share)

/** The page's policy lets nobody evaluate inside it, so it is asked from outside. */
async function holds(page: Page, what: string): Promise<void> {
  while (!(await page.evaluate<boolean>(what))) await Bun.sleep(20)
}

async function throttled(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  return session
}

async function coldPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  await context.addInitScript(watching)
  const page = await context.newPage()
  await throttled(page, throttle)
  await page.goto(`${url}/login`)
  await page.getByLabel('Username').waitFor()
  await holds(page, 'bench.lcp > 0 && performance.now() - bench.lcp > 1000')
  const lcp = await page.evaluate<number>('bench.lcp')
  await context.close()
  return lcp
}

/** What the page has loaded so far, as it weighs with gzip; a name is counted once. */
function sizesOf(page: Page): () => Promise<{ readonly js: number; readonly css: number }> {
  const bodies = new Map<string, Promise<Uint8Array>>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.startsWith('/assets/') && !bodies.has(pathname)) bodies.set(pathname, response.body())
  })
  return async () => {
    const sums = { js: 0, css: 0 }
    for (const [path, body] of bodies) {
      const size = Bun.gzipSync(Uint8Array.from(await body), { level: 9 }).length / 1_000
      if (path.endsWith('.js')) sums.js += size
      else if (path.endsWith('.css')) sums.css += size
    }
    return sums
  }
}

async function workerSize(page: Page): Promise<number> {
  const path = await page.locator('meta[name=parley-worker]').getAttribute('content')
  const script = await (await fetch(new URL(path ?? '', page.url()))).arrayBuffer()
  return Bun.gzipSync(script, { level: 9 }).length / 1_000
}

async function openLarge(page: Page): Promise<void> {
  await page.locator('.chat-row', { hasText: 'large' }).first().click()
  await page.locator('.timeline-scroller [data-row]').first().waitFor()
}

async function warmStart(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(url)
  await holds(page, 'bench.listAt > 0')
  const at = await page.evaluate<number>('bench.listAt')
  await page.close()
  return at
}

async function typing(page: Page): Promise<number[]> {
  const composer = page.locator('.composer textarea')
  await composer.fill('words '.repeat(draftChars / 6))
  await page.evaluate('bench.paints = []')
  for (let key = 0; key < keysTyped; key++) {
    await page.keyboard.press('x')
    await Bun.sleep(40)
  }
  const paints: number[] = await page.evaluate('bench.paints')
  await composer.fill('')
  return paints
}

async function fling(
  page: Page,
): Promise<{ rowsMax: number; longestMs: number; framesPerSecond: number; passed: number }> {
  const session = await throttled(page, throttle)
  const seqOf = (): Promise<number> =>
    page.evaluate(`Number(document.querySelector('.timeline-scroller [data-row][data-seq]')?.dataset.seq ?? 0)`)
  // Nobody has read 100,000 messages: it opens at its beginning.
  await page.keyboard.press('Control+ArrowDown')
  while ((await seqOf()) < 1_000) await Bun.sleep(50)
  await Bun.sleep(500)
  const from = await seqOf()
  await page.evaluate(flinging)
  const end = performance.now() + flingMs
  while (performance.now() < end)
    await session.send('Input.synthesizeScrollGesture', {
      x: 800,
      y: 400,
      yDistance: 12_000,
      speed: 8_000,
      gestureSourceType: 'mouse',
    })
  await page.evaluate('bench.isFlung = true')
  const result: { frames: number[]; long: { duration: number }[]; rowsMax: number } = await page.evaluate('bench')
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return {
    rowsMax: result.rowsMax,
    longestMs: Math.max(0, ...result.long.map(({ duration }) => duration)),
    framesPerSecond: 1_000 / quantile(result.frames, 0.5),
    passed: from - (await seqOf()),
  }
}
