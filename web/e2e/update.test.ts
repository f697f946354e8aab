/** The client as an app: it can be installed, and goes on to a newer build when the person wants it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { register as registerTester } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { readConfig } from '../../server/config.ts'
import { serve } from '../../server/main.ts'
import { webFolder } from '../build.ts'
import { hasChromium, sharedChromium } from './testing/chromium.ts'
import { button, composer, expectCalm, fillIn, watch, writeTo } from './testing/people.ts'

const chromium = sharedChromium()
const place = mkdtempSync(join(tmpdir(), 'parley-update-'))
const [first, second] = [join(place, 'first'), join(place, 'second')]

/** The same server with the client of this folder. */
const start = (folder: string, port = '0'): ReturnType<typeof serve> =>
  serve(
    readConfig({
      flags: { port, data: join(place, 'data') },
      env: { PARLEY_LOGIN_TRIES: '0', PARLEY_REGISTRATIONS_PER_HOUR: '0', PARLEY_LOG: 'off' },
    }),
    () => Promise.resolve(folder),
  )

/** Another build, as far as a browser can tell: a service worker with other bytes. */
async function makeSecond(): Promise<void> {
  cpSync(first, second, { recursive: true })
  const worker = join(second, 'serviceWorker.js')
  await Bun.write(worker, `${await Bun.file(worker).text()}\n// Another build.\n`)
  const list: unknown = await Bun.file(join(second, 'files.json')).json()
  const text = JSON.stringify(list, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'path' in value && value.path === '/serviceWorker.js'
      ? { ...value, tag: 'another', encodings: [] }
      : value,
  )
  await Bun.write(join(second, 'files.json'), text)
}

describe.skipIf(!hasChromium)('the client as an app', () => {
  let running: Awaited<ReturnType<typeof start>>
  let page: Page
  beforeAll(async () => {
    cpSync(await webFolder(), first, { recursive: true })
    await makeSecond()
    running = await start(first)
    page = await (await (await chromium()).newContext()).newPage()
    watch(page, running.url)
    await fillIn(page, running.url, 'ann', 'Ann')
  }, 120_000)
  afterAll(async () => {
    await page.context().close()
    await running.stop()
    rmSync(place, { recursive: true, force: true })
  }, 30_000)

  test('[WEB25] it has a manifest without errors, whose icons are pictures of the sizes that it names', async () => {
    const cdp = await page.context().newCDPSession(page)
    const { errors, data = '{}' } = await cdp.send('Page.getAppManifest')
    expect(errors).toEqual([])
    const icons = [...data.matchAll(/"src": "([^"]+)", "sizes": "(\d+)x(\d+)", "type": "image\/png"/g)]
    expect(icons.length).toBeGreaterThan(2)
    for (const [, path = '', width, height] of icons) {
      const answer = await fetch(running.url + path)
      const bytes = new DataView(await answer.arrayBuffer())
      expect([path, answer.headers.get('content-type'), bytes.getUint32(16), bytes.getUint32(20)]).toEqual([
        path,
        'image/png',
        Number(width),
        Number(height),
      ])
    }
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL)).toBe(
      `${running.url}/serviceWorker.js`,
    )
  })

  test('[WEB26] a newer build is offered while one goes on, is there after a reload, and the draft is too', async () => {
    await registerTester(running.url, 'ben')
    await writeTo(page, 'ben')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    await composer(page).fill('Half a thought')
    const { port } = new URL(running.url)
    await running.stop()
    running = await start(second, port)
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
    await page.getByText('A new version of Parley is here.').waitFor()
    expect(await composer(page).inputValue()).toBe('Half a thought')

    await Promise.all([page.waitForEvent('load'), button(page, 'Reload').click()])
    await composer(page).waitFor()
    await until(async () => (await composer(page).inputValue()) === 'Half a thought')
    expect(await page.getByText('A new version of Parley is here.').count()).toBe(0)
    const script = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      return [registration.waiting, (await fetch('/serviceWorker.js')).headers.get('etag')]
    })
    expect(script).toEqual([null, '"another"'])
    expectCalm(page)
  })
})
