/** On a phone one thing at a time, all of it within reach of a thumb, and nothing wider than the screen. */
import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { register as registerTester } from '../../test/testing/a-person.ts'
import { hasChromium } from './testing/chromium.ts'
import { button, chatRow, composer, expectCalm, people, rowOf, writeTo } from './testing/people.ts'

const { register, server } = people()
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

/** What can be pressed and answers to less than so many pixels, links within a text left out. */
const smallTargets = (page: Page, px: number): Promise<readonly string[]> =>
  page.evaluate((least) => {
    const found: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea')) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      if (element.closest('.timeline-bubble, label') !== null) continue
      const { x, y, width, height } = element.getBoundingClientRect()
      if (width <= 1 || height <= 1) continue
      // What answers around it counts, as a ring without colour does.
      const reaches = (dx: number, dy: number): boolean =>
        element.contains(document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy))
      const half = least / 2 - 1
      const isWide = width >= least - 0.5 || (reaches(-half, 0) && reaches(half, 0))
      const isHigh = height >= least - 0.5 || (reaches(0, -half) && reaches(0, half))
      if (!isWide || !isHigh) found.push(`${element.className} ${element.ariaLabel ?? ''}: ${width}×${height}`)
    }
    return found
  }, px)

/** How far one could scroll sideways. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth)

describe.skipIf(!hasChromium)('a phone', () => {
  test('[WEB22] shows the list or the chat, with the way back; the field is at the end and what is pressed is large enough', async () => {
    const ann = await register('ann', 'Ann', phone)
    await registerTester(server().url, 'ben')
    const { page } = ann
    await writeTo(page, 'ben')
    expect(await page.locator('.side-pane').isVisible()).toBe(false)
    await composer(page).tap()
    await composer(page).fill('From a train')
    await button(page, 'Send').tap()
    await rowOf(page, 'From a train').waitFor()

    // The field stands at the end of what the keyboard leaves; the page is told to shrink with it.
    const viewport = await page.locator('meta[name=viewport]').getAttribute('content')
    expect(viewport).toContain('interactive-widget=resizes-content')
    for (const height of [844, 420]) {
      await page.setViewportSize({ width: 390, height })
      await rowOf(page, 'From a train').waitFor()
      const box = await page.locator('.composer').boundingBox()
      expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(height)
      expect((await page.locator('.timeline').boundingBox())?.height).toBeGreaterThan(150)
    }
    await page.setViewportSize(phone.viewport)
    expect(await smallTargets(page, 44)).toEqual([])

    await button(page, 'Back to the chats').tap()
    await chatRow(page, 'ben').waitFor()
    expect(await page.locator('.chat-pane').isVisible()).toBe(false)
    expect(await smallTargets(page, 44)).toEqual([])
    await chatRow(page, 'ben').tap()
    await rowOf(page, 'From a train').waitFor()
    await page.goBack()
    await chatRow(page, 'ben').waitFor()
    expectCalm(page)
    await ann.context.close()
  })

  test('[WEB23] nothing is wider than a screen of 320 pixels, nor with text of twice the size, on any screen', async () => {
    const cleo = await register('cleo', 'Cleo', { ...phone, viewport: { width: 320, height: 640 } })
    const { page } = cleo
    await writeTo(page, 'ben')
    await composer(page).fill(
      `One ${'verylongwordthatnobodybreaks'.repeat(8)} and https://example.org/${'path/'.repeat(40)}`,
    )
    await button(page, 'Send').tap()
    await rowOf(page, 'verylong').waitFor()
    const chat = new URL(page.url()).pathname
    const paths = [
      chat,
      '/',
      '/contacts',
      '/new/group',
      '/profile',
      '/settings',
      '/settings/keys',
      '/settings/sessions',
    ]
    for (const path of paths) {
      await page.goto(server().url + path)
      await page.locator(path === chat ? '.chat-pane' : path === '/' ? '.chat-row' : '.screen-panel').waitFor()
      for (const size of ['100%', '200%']) {
        await page.evaluate((wanted) => {
          document.documentElement.style.fontSize = wanted
        }, size)
        expect([path, size, await overhang(page)]).toEqual([path, size, 0])
      }
    }
    await page.goto(server().url + chat)
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    await composer(page).waitFor()
    await button(page, 'Details').tap()
    await page.getByRole('complementary', { name: 'Details' }).getByText('@ben').waitFor()
    expect(await overhang(page)).toBe(0)
    expectCalm(page)
    await cleo.context.close()
  })
})
