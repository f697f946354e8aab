/** The timeline in a real browser: what it shows where, and that nothing moves under the reader. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { hasChromium, sharedChromium } from './testing/chromium.ts'
import { serveTimelinePage, type TimelinePageServer } from './testing/timelinePageServer.ts'
import { violations } from './testing/violations.ts'

describe.skipIf(!hasChromium)('timeline', () => {
  const browser = sharedChromium()
  let server: TimelinePageServer | null = null
  beforeAll(async () => {
    server = await serveTimelinePage()
  }, 30_000)
  afterAll(() => server?.stop())

  async function opened(query = '', more: { readonly hasTouch?: boolean } = {}): Promise<Page> {
    const page = await (await browser()).newPage({ viewport: { width: 1000, height: 800 }, ...more })
    page.on('pageerror', (error) => console.log(error))
    await page.goto(`${server?.url ?? ''}/?${query}`)
    await page.waitForSelector('[data-row]')
    await page.waitForFunction(() => window.timelinePage !== undefined)
    return page
  }

  test('[WEBT20] a chat opens at its end, at the unread divider near the top, or at the message of its path', async () => {
    const end = await opened('messages=200')
    expect(await fromEnd(end)).toBeLessThanOrEqual(1)
    await end.close()

    const unread = await opened('messages=200&unread=60')
    const divider = await unread.locator('[data-divider]').boundingBox()
    expect(divider?.y).toBeGreaterThan(0)
    expect(divider?.y).toBeLessThan(120)
    await unread.close()

    const path = await opened('messages=3000&target=1000')
    const target = await path.locator('[data-seq="1000"]').boundingBox()
    expect(target?.y).toBeGreaterThan(200)
    expect(target?.y).toBeLessThan(600)
    await path.close()
  }, 30_000)

  test('[WEBT21] at most 160 rows are mounted, and nothing drifts by more than a pixel while older ones come', async () => {
    const page = await opened('messages=1500')
    const { drift, rowsMax, slides } = await page.evaluate(async () => {
      const scroller = document.querySelector('.timeline-scroller')
      if (scroller === null) throw new Error('There is no timeline.')
      const rows = (): readonly HTMLElement[] => [...scroller.querySelectorAll<HTMLElement>('[data-row]')]
      const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
      let drift = 0
      let rowsMax = 0
      let slides = 0
      for (let step = 0; step < 400; step++) {
        scroller.scrollTop -= 1_300
        // What is seen right after the reader scrolled stays where it is, until they scroll again.
        const seen = rows().filter((row) => row.getBoundingClientRect().top > 0)
        const anchor = seen[1]
        const top = anchor?.getBoundingClientRect().top ?? 0
        const first = rows()[0]?.dataset['row']
        for (let frame = 0; frame < 3; frame++) {
          await nextFrame()
          rowsMax = Math.max(rowsMax, rows().length)
          if (anchor?.isConnected === true) drift = Math.max(drift, Math.abs(anchor.getBoundingClientRect().top - top))
        }
        if (rows()[0]?.dataset['row'] !== first) slides++
        if (rows()[0]?.dataset['seq'] === '1' && scroller.scrollTop === 0) break
      }
      return { drift, rowsMax, slides }
    })
    expect(drift).toBeLessThanOrEqual(1)
    expect(rowsMax).toBeLessThanOrEqual(160)
    expect(slides).toBeGreaterThan(20)
    expect(await page.locator('[data-row]').first().getAttribute('data-seq')).toBe('1')
    await page.close()
  }, 60_000)

  test('[WEBT22] rows above that change their size move nothing that is seen; at the end the end stays', async () => {
    const page = await opened('messages=300')
    await page.evaluate(() => document.querySelector('.timeline-scroller')?.scrollBy(0, -2_500))
    await settled(page)
    const before = await seen(page)
    // An edit of a message above, and an element that grows late.
    const above = before.seq - 12
    await page.evaluate((seq) => window.timelinePage?.host.edit(seq, 'A much longer text.\n'.repeat(20)), above)
    await page.waitForFunction(
      (seq) => document.querySelector(`[data-seq="${seq}"]`)?.textContent?.includes('edited') === true,
      above,
    )
    await settled(page)
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1)
    await page.evaluate((seq) => {
      const row = document.querySelector<HTMLElement>(`[data-seq="${seq}"] .timeline-bubble`)
      if (row !== null) row.style.minHeight = '777px'
    }, above + 3)
    await settled(page)
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1)

    await page.evaluate(() => window.timelinePage?.timeline.current?.goToEnd())
    await page.waitForFunction(() => {
      const scroller = document.querySelector('.timeline-scroller')
      return scroller !== null && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 1
    })
    const last = await page.locator('[data-row]').last().getAttribute('data-row')
    await page.evaluate(() => {
      const bubbles = document.querySelectorAll<HTMLElement>('.timeline-bubble')
      const bubble = bubbles[bubbles.length - 3]
      if (bubble !== undefined) bubble.style.minHeight = '300px'
    })
    await settled(page)
    expect(await fromEnd(page)).toBeLessThanOrEqual(1)
    expect(last).not.toBeNull()
    await page.setViewportSize({ width: 600, height: 500 })
    await settled(page)
    expect(await fromEnd(page)).toBeLessThanOrEqual(1)
    await page.close()
  }, 30_000)

  test('[WEBT23] who is at the end follows; who reads elsewhere is moved by nothing, and sees how much is new', async () => {
    const page = await opened('messages=300')
    await page.evaluate(() => window.timelinePage?.host.post('Here is something new'))
    await page.getByText('Here is something new').waitFor()
    await settled(page)
    expect(await fromEnd(page)).toBeLessThanOrEqual(1)

    await page.evaluate(() => document.querySelector('.timeline-scroller')?.scrollBy(0, -2_000))
    await settled(page)
    const before = await seen(page)
    await page.evaluate(() => window.timelinePage?.host.postMany(12))
    await page.getByRole('button', { name: '12 new messages' }).waitFor()
    await settled(page)
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1)
    await page.getByRole('button', { name: '12 new messages' }).click()
    await page.waitForFunction(() => document.querySelector('.timeline-go-button') === null)
    await settled(page)
    expect(await fromEnd(page)).toBeLessThanOrEqual(1)
    await page.close()
  }, 30_000)

  test('[WEBT24] a message that the server has taken stays the same element in the same place', async () => {
    const page = await opened('messages=300')
    await page.evaluate(() => window.timelinePage?.host.line(false))
    await page.waitForFunction(() => window.timelinePage?.app.client.state.type !== 'online')
    await page.evaluate(() => {
      const { app, chat } = window.timelinePage ?? {}
      if (app !== undefined && chat !== undefined) app.desk(chat).post('Written without a network')
    })
    const row = page.locator('[data-row]', { hasText: 'Written without a network' })
    await row.getByText('Sending').waitFor({ state: 'attached' })
    const handle = await row.elementHandle()
    await settled(page)
    const top = await handle?.evaluate((element) => element.getBoundingClientRect().top)
    await page.evaluate(() => window.timelinePage?.host.line(true))
    await row.getByText('Sent', { exact: true }).waitFor({ state: 'attached' })
    await settled(page)
    expect(await handle?.evaluate((element) => element.isConnected)).toBe(true)
    expect(await handle?.evaluate((element) => element.getBoundingClientRect().top)).toBe(top ?? -1)
    await page.close()
  }, 30_000)

  test('[WEBT25] a jump reads what is not loaded, marks what it found, goes on in both directions, and comes back', async () => {
    const page = await opened('messages=4000')
    await page.evaluate(() => document.querySelector('.timeline-scroller')?.scrollBy(0, -900))
    await settled(page)
    const before = await seen(page)
    await page.evaluate(() => window.timelinePage?.timeline.current?.goToSeq(500))
    await page.waitForSelector('[data-seq="500"].timeline-found')
    const found = await page.locator('[data-seq="500"]').boundingBox()
    expect(found?.y).toBeGreaterThan(100)
    expect(found?.y).toBeLessThan(700)
    for (const way of [-1, 1]) {
      const drift = await page.evaluate(async (way) => {
        const scroller = document.querySelector('.timeline-scroller')
        const rows = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')]
        let drift = 0
        for (let step = 0; step < 30; step++) {
          if (scroller !== null) scroller.scrollTop += way * 600
          const anchor = rows().filter((row) => row.getBoundingClientRect().top > 0)[1]
          const top = anchor?.getBoundingClientRect().top ?? 0
          for (let frame = 0; frame < 4; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
          if (anchor?.isConnected === true) drift = Math.max(drift, Math.abs(anchor.getBoundingClientRect().top - top))
        }
        return drift
      }, way)
      expect(drift).toBeLessThanOrEqual(1)
    }
    expect(await page.evaluate(() => window.timelinePage?.timeline.current?.back())).toBe(true)
    await page.waitForSelector(`[data-row="${before.key}"]`)
    await settled(page)
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1)
    expect(await page.evaluate(() => window.timelinePage?.timeline.current?.back())).toBe(false)
    await page.close()
  }, 60_000)

  test('[WEBT39] one Tab comes to a row, arrows go on and bring older ones, Enter opens what can be done, Escape leaves', async () => {
    const page = await opened('messages=400')
    await page.keyboard.press('Tab')
    const focused = (): Promise<number> =>
      page.evaluate(() => Number(document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['seq']))
    for (let presses = 0; presses < 4 && Number.isNaN(await focused()); presses++) await page.keyboard.press('Tab')
    expect(await focused()).toBe(401)
    for (let at = 0; at < 120; at++) await page.keyboard.press('ArrowUp')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-seq') === '281')
    await settled(page)
    const box = await page.locator('[data-seq="281"]').boundingBox()
    expect(box?.y).toBeGreaterThan(-1)
    expect(await page.locator('[data-seq="281"]').getAttribute('aria-label')).toMatch(/^.+, \d\d?:\d\d.*: .+/)

    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await focused()).toBe(281)
    await page.keyboard.press('End')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-seq') === '401')
    await settled(page)
    expect(await fromEnd(page)).toBeLessThanOrEqual(1)
    await page.close()
  }, 60_000)

  test('messages are selected in ranges, deleted after a question, and leave the selection', async () => {
    const page = await opened('messages=60')
    const own = page.locator('.timeline-own')
    await own.last().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Select' }).click()
    await page.getByRole('toolbar').getByText('1 message').waitFor()
    await page.locator('[data-seq="58"]').click({ modifiers: ['Shift'] })
    const count = await page.locator('.timeline-selected').count()
    expect(count).toBeGreaterThan(1)
    await page.getByRole('toolbar').getByText(`${count} messages`).waitFor()
    await page.getByRole('button', { name: 'Cancel selecting' }).click()
    await page.getByRole('toolbar').waitFor({ state: 'detached' })

    const key = await own.last().getAttribute('data-row')
    await own.last().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete for everyone' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click()
    await page.locator(`[data-row="${key}"]`).getByText('Message deleted').waitFor()
    await page.close()
  }, 30_000)

  test('a refused message stays at the end with its reason, is tried again or dropped', async () => {
    const page = await opened('messages=60')
    await page.evaluate(() => window.timelinePage?.host.refuseNext())
    await page.evaluate(() => {
      const { app, chat } = window.timelinePage ?? {}
      if (app !== undefined && chat !== undefined) app.desk(chat).post('Will they have it?')
    })
    await page.getByText('Not sent. You may not write here any more.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Not sent.').waitFor({ state: 'detached' })
    await page
      .locator('[data-row]', { hasText: 'Will they have it?' })
      .getByText('Sent', { exact: true })
      .waitFor({ state: 'attached' })
    await page.close()
  }, 30_000)

  test('the heading of a day opens a calendar, which leads to another day', async () => {
    const page = await opened('messages=3000')
    await page.locator('.timeline-day-name').last().focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('grid').waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    expect(label).toMatch(/^\w+day, \d+ \w+ \d{4}$/)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForSelector('.timeline-found')
    const day = label.split(',')[0] ?? ''
    await page.locator('.timeline-day-name', { hasText: day }).first().waitFor()
    await page.close()
  }, 30_000)

  test('[WEBT40] what nobody looked at is not read; the reader comes back to where they were', async () => {
    const page = await opened('messages=300&unread=50')
    const read = (): Promise<number> => page.evaluate(() => window.timelinePage?.host.read() ?? Promise.resolve(0))
    await page.waitForFunction(async () => ((await window.timelinePage?.host.read()) ?? 0) > 251)
    expect(await read()).toBeLessThan(301)
    await page.evaluate(() => document.querySelector('.timeline-scroller')?.scrollBy(0, -1_500))
    await settled(page)
    const before = await seen(page)
    await page.evaluate(() => window.timelinePage?.show(false))
    await page.locator('.timeline').waitFor({ state: 'detached' })
    await page.evaluate(() => window.timelinePage?.app.client.mark(window.timelinePage.chat, { read: 301 }))
    await page.waitForFunction(() => {
      const { app, chat } = window.timelinePage ?? {}
      return chat !== undefined && app?.client.chat(chat)?.unread === 0
    })
    await page.evaluate(() => window.timelinePage?.show(true))
    await page.waitForSelector(`[data-row="${before.key}"]`)
    await settled(page)
    expect(Math.abs((await topOf(page, before.key)) - before.top)).toBeLessThanOrEqual(1)
    await page.close()
  }, 30_000)

  test('axe finds nothing, by day and by night, from left and from right, also while selecting', async () => {
    for (const query of ['theme=light', 'theme=dark', 'theme=contrast&rtl', 'theme=light&type=private&rtl']) {
      const page = await opened(`messages=120&unread=5&${query}`)
      await settled(page)
      expect(await violations(page)).toEqual([])
      await page.locator('.timeline-own').last().click({ button: 'right' })
      expect(await violations(page)).toEqual([])
      await page.getByRole('menuitem', { name: 'Select' }).click()
      await page.getByRole('toolbar').waitFor()
      expect(await violations(page)).toEqual([])
      await page.close()
    }
  }, 120_000)
})

interface Seen {
  readonly key: string
  readonly seq: number
  readonly top: number
}

/** The second row that is seen. */
const seen = (page: Page): Promise<Seen> =>
  page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
    const row = rows.filter((each) => each.getBoundingClientRect().top > 0)[1]
    return {
      key: row?.dataset['row'] ?? '',
      seq: Number(row?.dataset['seq']),
      top: row?.getBoundingClientRect().top ?? 0,
    }
  })

const topOf = (page: Page, key: string): Promise<number> =>
  page.evaluate((key) => document.querySelector(`[data-row="${key}"]`)?.getBoundingClientRect().top ?? Number.NaN, key)

const fromEnd = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const scroller = document.querySelector('.timeline-scroller')
    return scroller === null ? Number.NaN : scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  })

/** Frames in which nothing came, went or moved. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const state = (): string => {
      const scroller = document.querySelector('.timeline-scroller')
      const rows = document.querySelectorAll('[data-row]')
      const animations = document.getAnimations().filter(({ playState }) => playState === 'running').length
      return [scroller?.scrollTop, scroller?.scrollHeight, rows.length, animations].join()
    }
    let before = ''
    for (let same = 0; same < 8;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      same = state() === before ? same + 1 : 0
      before = state()
    }
  })
