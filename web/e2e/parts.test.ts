/** The parts in a real browser: what only a browser knows of focus, layers, layout and colour. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { type Gallery, openGallery } from '../parts/testing/openGallery.ts'
import { hasChromium, sharedChromium } from './testing/chromium.ts'
import { violations } from './testing/violations.ts'

const browser = sharedChromium()
let gallery: Gallery
beforeAll(async () => {
  if (hasChromium) gallery = await openGallery()
}, 20_000)
afterAll(() => gallery?.close())

interface Opened {
  readonly root?: string
  readonly query?: string
  readonly context?: BrowserContextOptions
}

const inBrowser = (
  name: string,
  use: (page: Page) => Promise<void>,
  { root = '', query, context }: Opened = {},
): void =>
  test.skipIf(!hasChromium)(
    name,
    async () => {
      const opened = await (await browser()).newContext(context)
      opened.setDefaultTimeout(40_000)
      const page = await opened.newPage()
      await page.goto(gallery.address(root, query))
      await page.locator('main').waitFor()
      await use(page)
      await opened.close()
    },
    60_000,
  )

const isFocused = (element: Locator): Promise<boolean> => element.evaluate((each) => each === document.activeElement)
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-label') ?? document.activeElement?.textContent ?? '')

for (const theme of ['light', 'dark', 'contrast'])
  for (const direction of ['ltr', 'rtl'])
    inBrowser(
      `[WEBP18] axe finds nothing wrong with any part: ${theme}, ${direction}`,
      async (page) => {
        expect(await violations(page)).toEqual([])
        await page.getByRole('button', { name: 'Message actions' }).click()
        await page.getByRole('menu').waitFor()
        expect(await violations(page)).toEqual([])
        await page.keyboard.press('Escape')
        await page.locator('#toast-error').click()
        await page.locator('#toast-info').click()
        await page.locator('#open-dialog').click()
        await page.getByRole('dialog').waitFor()
        expect(await violations(page)).toEqual([])
      },
      { root: `data-theme="${theme}" dir="${direction}"`, context: { reducedMotion: 'reduce' } },
    )

inBrowser('[WEBP19] a menu is gone through by arrows and letters, and gives the focus back', async (page) => {
  const button = page.getByRole('button', { name: 'Message actions' })
  await button.focus()
  await page.keyboard.press('ArrowDown')
  expect(await focusedName(page)).toBe('Reply')
  await page.keyboard.press('ArrowUp')
  expect(await focusedName(page)).toBe('Delete')
  await page.keyboard.press('Home')
  await page.keyboard.press('c')
  expect(await focusedName(page)).toBe('Copy text')
  expect(await button.getAttribute('aria-expanded')).toBe('true')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await isFocused(button)).toBe(true)

  await button.click()
  await page.getByRole('menuitemcheckbox', { name: 'Mute' }).click()
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await isFocused(button)).toBe(true)

  await button.click()
  await button.click()
  expect(await page.getByRole('menu').count()).toBe(0)
  await button.click()
  await page.mouse.click(5, 5)
  expect(await page.getByRole('menu').count()).toBe(0)
})

inBrowser('[WEBP20] Escape closes only what is on top: the menu in a dialog, then the dialog', async (page) => {
  await page.locator('#open-dialog').click()
  await page.getByRole('dialog').getByRole('button', { name: 'More' }).click()
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('menu').count()).toBe(0)
  expect(await page.getByRole('dialog').count()).toBe(1)
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

inBrowser('[WEBP21] a dialog takes the focus to its first field and back to what opened it', async (page) => {
  const opener = page.locator('#open-dialog')
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'New group', description: 'Everybody in it sees who else is.' })
  expect(await isFocused(dialog.getByRole('textbox', { name: 'Name' }))).toBe(true)
  await page.keyboard.press('Escape')
  expect(await isFocused(opener)).toBe(true)

  const question = page.locator('#open-confirm')
  await question.click()
  expect(await isFocused(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }))).toBe(true)
  await page.keyboard.press('Enter')
  expect(await isFocused(question)).toBe(true)
})

inBrowser('[WEBP22] a press beside a dialog closes it while nothing is typed, and never after', async (page) => {
  await page.locator('#open-dialog').click()
  await page.getByRole('dialog').waitFor()
  await page.mouse.click(5, 5)
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.locator('#open-dialog').click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Weekend')
  await page.mouse.click(5, 5)
  expect(await page.getByRole('dialog').count()).toBe(1)
})

inBrowser(
  '[WEBP23] a tooltip comes with the focus of the keyboard, goes with Escape, and names nothing by itself',
  async (page) => {
    await page.clock.install()
    const button = page.getByRole('button', { name: 'Notifications' })
    await page.keyboard.press('Tab')
    await button.focus()
    await page.clock.runFor(1000)
    const tooltip = page.locator('.tooltip')
    expect(await tooltip.textContent()).toBe('NotificationsAlt N')
    expect(await tooltip.getAttribute('aria-hidden')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await tooltip.count()).toBe(0)
    await button.hover()
    await page.clock.runFor(1000)
    expect(await tooltip.count()).toBe(1)
    await page.mouse.move(2, 2)
    await page.clock.runFor(1000)
    expect(await tooltip.count()).toBe(0)
  },
)

inBrowser(
  '[WEBP24] a notice goes after a while, but stays while the pointer or the focus is on it, and gives the focus back',
  async (page) => {
    await page.clock.install()
    await page.locator('#toast-error').click()
    const notice = page.getByRole('alert').filter({ hasText: 'could not be sent' })
    await notice.hover()
    await page.clock.runFor(120_000)
    expect(await notice.count()).toBe(1)
    await page.mouse.move(2, 2)
    await page.getByRole('button', { name: 'Dismiss' }).last().focus()
    await page.clock.runFor(120_000)
    expect(await notice.count()).toBe(1)
    await page.locator('#toast-info').focus()
    await page.clock.runFor(120_000)
    expect(await notice.count()).toBe(0)

    await page.locator('#toast-error').click()
    await page.getByRole('button', { name: 'Dismiss' }).last().focus()
    await page.keyboard.press('Enter')
    expect(await notice.count()).toBe(0)
    expect(await isFocused(page.locator('#toast-error'))).toBe(true)
  },
)

inBrowser('[WEBP25] the same words twice are read twice, and over an open dialog from within it', async (page) => {
  const said = (scope: string): Promise<readonly string[]> =>
    page.locator(`${scope} [aria-live=polite][role=status]`).allTextContents()
  const announce = page.locator('#announce')
  await announce.click()
  const first = await said('main > .quiet-text >')
  await announce.click()
  const second = await said('main > .quiet-text >')
  expect(first.toSorted()).toEqual(['', '3 new messages'])
  expect(second).toEqual(first.toReversed())
  await page.locator('#open-dialog').click()
  await announce.evaluate((button) => button instanceof HTMLElement && button.click())
  expect((await said('dialog')).toSorted()).toEqual(['', '3 new messages'])
  expect(await said('main > .quiet-text >')).toEqual(second)
})

for (const direction of ['ltr', 'rtl'])
  inBrowser(
    `[WEBP26] arrows go through tabs as they stand: ${direction}`,
    async (page) => {
      const tab = (name: string): Locator => page.getByRole('tab', { name })
      await tab('Members').focus()
      await page.keyboard.press(direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight')
      expect(await isFocused(tab('Media'))).toBe(true)
      expect(await tab('Media').getAttribute('aria-selected')).toBe('true')
      expect(await page.getByRole('tabpanel', { name: 'Media' }).textContent()).toBe('Here stand the media.')
      await page.keyboard.press('End')
      expect(await isFocused(tab('Links'))).toBe(true)
      await page.keyboard.press('Tab')
      expect(await isFocused(tab('Links'))).toBe(false)
    },
    { root: `dir="${direction}"` },
  )

inBrowser(
  '[WEBP27] a field is tied to its label, hint and error, and tells password managers what it is',
  async (page) => {
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    const about = (await name.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${about}"]`).textContent()).toBe('That is too short: two characters at least.')
    const password = page.getByLabel('Password', { exact: true })
    expect(await password.getAttribute('autocomplete')).toBe('current-password')
    expect(await password.getAttribute('type')).toBe('password')
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await password.getAttribute('type')).toBe('text')
    expect(await password.inputValue()).toBe('secret')

    const search = page.getByRole('searchbox', { name: 'Search chats' })
    await search.press('Escape')
    expect(await search.inputValue()).toBe('')
    expect(await isFocused(search)).toBe(true)
  },
)

inBrowser(
  '[WEBP28] at 320 px and the largest text nothing runs out of the page, and every target has 24 px',
  async (page) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    const small = await page.locator('button, a, input, select, textarea').evaluateAll((all) =>
      all
        .filter((each) => !each.matches('p a'))
        .map((each) => ({
          name: each.getAttribute('aria-label') ?? each.textContent,
          box: each.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
    )
    expect(small).toEqual([])
    await page.locator('#open-dialog').click()
    const box = await page.getByRole('dialog').boundingBox()
    expect(box).toMatchObject({ x: 0, width: 320 })
  },
  { root: 'data-text="20"', context: { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' } },
)

inBrowser('[WEBP29] what breaks is replaced where it stood, and a broken page says what to do', async (page) => {
  expect(await page.getByText('This message cannot be shown.').count()).toBe(1)
  expect(await page.getByRole('heading', { name: 'Parts' }).count()).toBe(1)
  await page.goto(gallery.address('', 'broken=1'))
  await page.getByRole('heading', { name: 'Something broke on this page' }).waitFor()
  expect(await page.getByRole('button', { name: 'Load again' }).count()).toBe(1)
  expect(await page.getByText('drafts are safe').count()).toBe(1)
  expect(await violations(page)).toEqual([])
})

inBrowser(
  '[WEBP30] without a choice the page follows the system: dark, high contrast, forced colours, no motion',
  async (page) => {
    const ground = async (media: Parameters<Page['emulateMedia']>[0]): Promise<string> => {
      await page.emulateMedia(media)
      return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    }
    const motion = (): Promise<string> =>
      page
        .locator('.button')
        .first()
        .evaluate((button) => getComputedStyle(button).transitionDuration)
    const light = await ground({ colorScheme: 'light' })
    expect(await ground({ colorScheme: 'dark' })).not.toBe(light)
    expect(await ground({ colorScheme: 'dark', contrast: 'more' })).toBe('rgb(0, 0, 0)')
    expect(await ground({ colorScheme: 'light', contrast: 'more' })).toBe('rgb(255, 255, 255)')
    expect(await ground({ contrast: 'no-preference', forcedColors: 'active' })).toBe('rgb(255, 255, 255)')
    expect(await motion()).toBe('0.12s')
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' })
    expect(await motion()).toBe('0s')

    await page.evaluate(() => void (document.documentElement.dataset['theme'] = 'light'))
    expect(await ground({ colorScheme: 'dark', contrast: 'more' })).toBe(light)
  },
)
