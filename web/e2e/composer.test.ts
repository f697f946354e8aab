/** The composer in a real browser, on a page of its own: see composer/testing. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, test as always } from 'bun:test'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { servePage } from '../composer/testing/servePage.ts'
import { hasChromium, sharedChromium } from './testing/chromium.ts'
import { violations } from './testing/violations.ts'

/** The machine may be busy with other tests. */
const timeoutMs = 40_000
setDefaultTimeout(60_000)
const test = always.skipIf(!hasChromium)
const browser = sharedChromium()
let served: Awaited<ReturnType<typeof servePage>>
let context: BrowserContext
let page: Page
let field: Locator
let broken: string[] = []

beforeAll(async () => {
  if (hasChromium) served = await servePage()
})
afterAll(async () => {
  if (hasChromium) await served.stop()
})
beforeEach(async () => {
  if (!hasChromium) return
  broken = []
  context = await (await browser()).newContext({ viewport: { width: 800, height: 600 } })
  context.setDefaultTimeout(timeoutMs)
  page = await context.newPage()
  page.on('pageerror', ({ message }) => broken.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url)) broken.push(`asked a stranger: ${request.url()}`)
  })
  await open()
})
afterEach(async () => {
  if (!hasChromium) return
  expect(broken).toEqual([])
  await context.close()
})

async function open(): Promise<void> {
  await page.goto(served.url)
  field = page.locator('textarea')
  await field.click()
}

const text = (): Promise<string> => field.inputValue()
const press = (keys: string): Promise<void> => page.keyboard.press(keys)
const type = (words: string): Promise<void> => page.keyboard.type(words)
const messages = (): Promise<string[]> => page.locator('#messages li').allTextContents()
/** So many stand in the chat at first. */
const begun = 3
/** Waits until the page says so. */
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + timeoutMs
  while (!(await condition())) if (Date.now() > end) throw new Error('It never came to hold.')
}
const isWritten = async (words: string): Promise<void> => until(async () => (await text()) === words)
const isSent = async (words: string): Promise<void> => until(async () => (await messages()).at(-1) === words)
const isReply = (): Promise<void> => until(async () => (await field.getAttribute('aria-label')) === 'Reply to bob')
const isFocused = (): Promise<boolean> => field.evaluate((element) => document.activeElement === element)
/** In the page: `harness` is what the page of these tests leaves there. */
const inPage = (code: string): Promise<unknown> => page.evaluate(code)
const goTo = (chat: string): Promise<unknown> => inPage(`harness.shown.set(harness.chats.${chat})`)

test('[WEBC12] Enter sends at once, the field is empty and keeps the focus; Shift+Enter begins a line', async () => {
  await type('one')
  await press('Shift+Enter')
  await type('two')
  expect(await text()).toBe('one\ntwo')
  await press('Enter')
  expect(await text()).toBe('')
  await isSent('one\ntwo')
  expect(await isFocused()).toBe(true)
  await press('Enter')
  expect(await messages()).toHaveLength(begun + 1)
})

test('[WEBC12] without a network it is sent all the same', async () => {
  await inPage('harness.server.network.isUp = false, harness.server.network.cut()')
  await type('later')
  await press('Enter')
  expect(await text()).toBe('')
  await isSent('later')
})

test('[WEBC12] whoever chose so sends with Ctrl+Enter, and Enter begins a line', async () => {
  await inPage(
    `harness.app.client.setSetting('web/keys', '{"keys":{"composer.send":["mod+enter"],"composer.newline":["enter"]}}')`,
  )
  await type('one')
  await press('Enter')
  await type('two')
  expect(await text()).toBe('one\ntwo')
  await press('Control+Enter')
  await isSent('one\ntwo')
})

test('[WEBC13] the Enter of an input method sends nothing', async () => {
  const session = await context.newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    windowsVirtualKeyCode: 229,
    key: 'Process',
    code: 'Enter',
  })
  expect(await messages()).toHaveLength(begun)
  await session.send('Input.insertText', { text: '日本' })
  await isWritten('日本')
  await press('Enter')
  await isSent('日本')
  // Nothing of the composing was taken for steps of its own.
  await type('a')
  await press('Control+z')
  await isWritten('')
})

test('[WEBC14] a name is found and chosen with keys, and the field says what is marked', async () => {
  await type('hi @')
  const options = page.getByRole('option')
  await until(async () => (await options.count()) === 2)
  const active = (): Promise<string | null> => field.getAttribute('aria-activedescendant')
  const first = await active()
  expect(await page.locator(`[id="${first}"]`).getAttribute('aria-selected')).toBe('true')
  await press('ArrowDown')
  expect(await active()).not.toBe(first)
  expect(await field.getAttribute('aria-controls')).toBe(await page.getByRole('listbox').getAttribute('id'))
  await press('Enter')
  expect(await text()).toBe('hi @cleo ')
  expect(await options.count()).toBe(0)
  expect(await messages()).toHaveLength(begun)
  await type('@b')
  await press('Tab')
  expect(await text()).toBe('hi @cleo @bob ')
})

test('[WEBC14] Escape closes the popup for this text and leaves it; a click chooses', async () => {
  await type('@')
  await page.getByRole('option').first().waitFor()
  await press('Escape')
  expect(await page.getByRole('option').count()).toBe(0)
  await type('cl')
  await page.getByRole('option').click()
  expect(await text()).toBe('@cleo ')
  expect(await isFocused()).toBe(true)
})

test('[WEBC15] an emoji is found by name, and a whole name becomes its character', async () => {
  await type('so :tad')
  await page.getByRole('option').first().waitFor()
  await press('Enter')
  expect(await text()).toBe('so 🎉 ')
  await type(':heart:')
  await isWritten('so 🎉 ❤️')
  await press('Control+z')
  await isWritten('so 🎉 :heart:')
})

test('[WEBC15] the picker is found with keys, searched, remembers, and gives the focus back', async () => {
  await type('so ')
  await press('Control+Shift+J')
  const search = page.getByRole('searchbox', { name: 'Search emoji' })
  await search.waitFor()
  await until(() => search.evaluate((element) => document.activeElement === element))
  await page.getByRole('gridcell', { name: /^grinning face$/i }).waitFor()
  await type('party popper')
  await page.getByRole('gridcell', { name: /party popper/i }).waitFor()
  await press('Enter')
  await isWritten('so 🎉')
  expect(await isFocused()).toBe(true)
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('gridcell', { name: /^grinning face$/i }).click()
  await isWritten('so 🎉😀')
  expect(await messages()).toHaveLength(begun)
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('group', { name: 'Used last' }).getByRole('button', { name: '😀' }).waitFor()
  await press('Escape')
  expect(await isFocused()).toBe(true)
})

test('[WEBC16] marks are put around words with keys, and what will be sent is shown', async () => {
  await type('so bold')
  await press('Control+b')
  await isWritten('so **bold**')
  await page.getByRole('region', { name: 'Preview' }).locator('strong').waitFor()
  await page.getByRole('button', { name: 'Hide the preview' }).click()
  expect(await page.getByRole('region', { name: 'Preview' }).count()).toBe(0)
  await press('Control+z')
  await isWritten('so bold')
})

test('[WEBC17] Up edits the last own message, what was written comes back, and Escape leaves it', async () => {
  await press('ArrowUp')
  await isWritten('Some teh, I think')
  await press('Escape')
  await isWritten('')
  await press('ArrowUp')
  await isWritten('Some teh, I think')
  await press('Control+a')
  await type('Some tea')
  await press('Enter')
  await isSent('Some tea')
  await isWritten('')
  await type('unsent')
  await press('ArrowUp')
  expect(await text()).toBe('unsent')
})

test('[WEBC17] a reply says whom it answers, is sent as one, and Shift+Up begins it', async () => {
  await press('Shift+ArrowUp')
  await page.getByText('Is there any tea left?', { exact: true }).nth(1).waitFor()
  await isReply()
  await type('No')
  await press('Enter')
  await isSent('No')
  expect(await page.locator('#messages li').last().getAttribute('data-reply')).not.toBeNull()
  expect(await field.getAttribute('aria-label')).toBe('Write a message')
})

test('[WEBC18] s/old/new/ changes the last own message', async () => {
  await type('s/teh/tea/')
  await press('Enter')
  await isWritten('')
  await isSent('Some tea, I think')
  await type('s/coffee/tea/')
  await press('Enter')
  await page.getByText('That changes nothing in your last message.').waitFor()
  expect(await text()).toBe('s/coffee/tea/')
})

test('[WEBC19] a draft and what it answers survive a reload, and a page that ends at once', async () => {
  await press('Shift+ArrowUp')
  await isReply()
  await type('half a sen')
  await page.reload()
  field = page.locator('textarea')
  await isWritten('half a sen')
  await isReply()
})

test('[WEBC19] a page that dies loses no more than the last pause', async () => {
  await type('kept')
  await until(
    async () => (await inPage(`Object.keys(localStorage).some((key) => key.startsWith('parley/draft/'))`)) === true,
  )
  // It says no farewell.
  const crashed = page.waitForEvent('crash')
  page.goto('chrome://crash').catch(() => undefined)
  await crashed
  page = await context.newPage()
  await open()
  await isWritten('kept')
})

test('[WEBC20] each chat has its own text, caret and undo', async () => {
  await type('one two')
  await press('Home')
  await goTo('private')
  await isWritten('')
  expect(await isFocused()).toBe(true)
  await type('other')
  await goTo('tea')
  await isWritten('one two')
  await type('X')
  expect(await text()).toBe('Xone two')
  await press('Control+z')
  await press('Control+z')
  expect(await text()).toBe('one')
  await press('Control+Shift+z')
  expect(await text()).toBe('one two')
  await goTo('private')
  await isWritten('other')
})

test('[WEBC6] another device changes an untouched field, and no other', async () => {
  const elsewhere = (words: string): Promise<unknown> =>
    inPage(`harness.app.client.setSetting('draft/' + harness.chats.tea, '{"text":"${words}"}')`)
  await elsewhere('from the phone')
  await isWritten('from the phone')
  await press('End')
  await type('!')
  await elsewhere('again')
  expect(await text()).toBe('from the phone!')
})

test('[WEBC9] where one may not write, it is said instead of a field', async () => {
  await goTo('news')
  await page.getByText('Only those who run this channel write here.').waitFor()
  expect(await field.count()).toBe(0)
  await goTo('blocked')
  await page.getByText('You blocked this person.').waitFor()
})

test('[WEBC21] keys tell others that somebody writes, and an empty field that nobody does', async () => {
  const told = (): Promise<unknown> =>
    inPage(`harness.server.heard.filter(({ frame }) => frame.t === 'typing').map(({ frame }) => frame.on).join()`)
  await type('a')
  await until(async () => (await told()) === 'true')
  await press('Backspace')
  await until(async () => (await told()) === 'true,false')
})

test('[WEBC22] typing draws nothing beside the field', async () => {
  const before = await inPage('harness.drawn()')
  await type('some words that are typed')
  expect(await inPage('harness.drawn()')).toBe(before)
})

test('[WEBC23] a long text is pasted as text, grows to a part of the window, and goes as several messages', async () => {
  await inPage(`harness.handle.current.insert(('x'.repeat(99) + '\\n').repeat(100))`)
  expect((await text()).length).toBe(10_000)
  expect((await field.boundingBox())?.height).toBeLessThanOrEqual(600 * 0.4 + 1)
  await page.getByText('Goes as 2 messages').waitFor()
  await press('Enter')
  await until(async () => (await messages()).length === begun + 2)
  await inPage(`harness.handle.current.insert('x'.repeat(200_000))`)
  await page.getByText('That is too long').waitFor()
  expect(await text()).toBe('')
})

for (const theme of ['light', 'dark', 'contrast'])
  for (const direction of ['ltr', 'rtl'])
    test(`[WEBC24] axe finds nothing wrong: ${theme}, ${direction}`, async () => {
      await inPage(`document.documentElement.dataset.theme = '${theme}', document.documentElement.dir = '${direction}'`)
      await press('Shift+ArrowUp')
      await isReply()
      await type('**so** @')
      await page.getByRole('region', { name: 'Preview' }).waitFor()
      expect(await violations(page)).toEqual([])
      await press('Escape')
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.getByRole('gridcell', { name: /^grinning face$/i }).waitFor()
      expect(await violations(page)).toEqual([])
    })

test('[WEBC25] on a phone nothing is cut off, and what is pressed is large enough', async () => {
  await page.setViewportSize({ width: 320, height: 560 })
  await type('**so** some words that need more than one row of this narrow field @')
  await page.getByRole('option').first().waitFor()
  expect(await inPage('document.documentElement.scrollWidth')).toBe(320)
  for (const button of await page.locator('form button').all()) {
    const box = await button.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24)
  }
})
