/** Keys in a real browser, on a page of their own: parts of the window, the switcher, the help, a person's own keys. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { servePage } from '../keys/testing/servePage.ts'
import { hasChromium, sharedChromium } from './testing/chromium.ts'

const chromium = sharedChromium()
let served: Awaited<ReturnType<typeof servePage>>
const opened: Page[] = []
const browserTest = (name: string, work: () => Promise<void>): void => test.skipIf(!hasChromium)(name, work, 60_000)

beforeAll(async () => {
  if (hasChromium) served = await servePage()
}, 60_000)
afterAll(async () => {
  for (const page of opened) await page.context().close()
  if (hasChromium) await served.stop()
}, 20_000)

async function open(query = ''): Promise<Page> {
  const context = await (await chromium()).newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  opened.push(page)
  page.on('pageerror', (error) => expect(error.message).toBe(''))
  await page.goto(served.url + query)
  await page.locator('.keys-settings').waitFor()
  await until(page, 'harness.app.client.chats().length >= 3')
  return page
}

/** The page forbids itself to evaluate texts, which `waitForFunction` does. */
async function until(page: Page, condition: string): Promise<void> {
  while ((await page.evaluate(condition)) !== true) await page.waitForTimeout(20)
}
const focused = (page: Page): Promise<unknown> =>
  page.evaluate(
    '(document.activeElement.getAttribute("aria-label") || document.activeElement.textContent || document.activeElement.tagName).trim()',
  )
const list = async (page: Page, name: 'done' | 'went' | 'prevented'): Promise<unknown> =>
  JSON.parse(String(await page.evaluate(`JSON.stringify(harness.${name})`)))
const write = (page: Page): Promise<void> => page.getByLabel('Write a message', { exact: true }).focus()
const chosen = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const row = document.getElementById(document.querySelector('[role=combobox]').getAttribute('aria-activedescendant'))
    return row === null || row.getAttribute('aria-selected') !== 'true' ? null : row.querySelector('.switcher-label').textContent
  })()`)
const chosenIs = async (page: Page, label: string): Promise<void> => {
  for (let looks = 0; looks < 500 && (await chosen(page)) !== label; looks++) await page.waitForTimeout(20)
  expect(await chosen(page)).toBe(label)
}

browserTest('[WEBK16] F6 goes round the parts of the window and back to where each was left', async () => {
  const page = await open()
  await page.keyboard.press('F6')
  expect(await focused(page)).toBe('First chat')
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Second chat')
  await page.keyboard.press('F6')
  expect(await focused(page)).toBe('A message')
  await write(page)
  await page.keyboard.press('Shift+F6')
  expect(await focused(page)).toBe('Second chat')
  await page.keyboard.press('Control+F6')
  expect(await focused(page)).toBe('Write a message')
  await page.keyboard.press('F6')
  await page.keyboard.press('F6')
  expect(await focused(page)).toBe('Second chat')
})

browserTest(
  '[WEBK26] the switcher is gone through by keys, goes where it was told, and gives the focus back',
  async () => {
    const page = await open()
    await write(page)
    await page.keyboard.press('Control+k')
    await chosenIs(page, 'ben')
    await page.keyboard.press('ArrowDown')
    expect(await chosen(page)).not.toBe('ben')
    await page.keyboard.press('Home')
    expect(await chosen(page)).toBe('ben')
    await page.keyboard.press('ArrowUp')
    expect(await chosen(page)).toBe('Change between light and dark')
    await page.keyboard.press('End')
    expect(await chosen(page)).toBe('Change between light and dark')
    await page.keyboard.type('tea')
    await chosenIs(page, 'Tea at four')
    await page.keyboard.press('Enter')
    await until(page, 'harness.went.length === 1')
    expect(await list(page, 'went')).toEqual([`/chat/${String(await page.evaluate('harness.chats.tea'))}`])
    expect(await page.locator('.switcher').count()).toBe(0)
    expect(await focused(page)).toBe('Write a message')
    // Escape and the same keys close it too.
    for (const key of ['Escape', 'Control+k']) {
      await page.keyboard.press('Control+k')
      await page.locator('.switcher').waitFor()
      await page.keyboard.press(key)
      await page.locator('.switcher').waitFor({ state: 'detached' })
      expect(await focused(page)).toBe('Write a message')
    }
  },
)

browserTest('[WEBK27] the switcher finds strangers on the server, loaded messages and commands', async () => {
  const page = await open()
  await write(page)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('@dor')
  await chosenIs(page, 'dora')
  await page.keyboard.press('Enter')
  await until(page, 'harness.done.length === 1')
  expect(await list(page, 'done')).toEqual([`createChat ${String(await page.evaluate('harness.people.dora.id'))}`])

  await page.keyboard.press('Control+k')
  await page.keyboard.type('plum')
  await chosenIs(page, 'Bring the plum cake')
  await page.keyboard.press('Enter')
  await until(page, 'harness.went.length === 1')
  expect(await list(page, 'went')).toEqual([`/chat/${String(await page.evaluate('harness.chats.tea'))}/3`])

  await page.keyboard.press('Control+k')
  await page.keyboard.type('>light')
  await chosenIs(page, 'Change between light and dark')
  await page.keyboard.press('Enter')
  await until(page, 'harness.done.includes("theme")')
  expect(await focused(page)).toBe('Write a message')
})

browserTest('[WEBK14] a field gets what is typed in it, and keys that compose a text are left alone', async () => {
  const page = await open()
  await write(page)
  await page.keyboard.type('Why?')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Control+b')
  await page.evaluate(
    "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))",
  )
  expect(await list(page, 'done')).toEqual(['bold'])
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowUp')
  await until(page, 'harness.done.length === 3')
  expect(await list(page, 'done')).toEqual(['bold', 'send Why?', 'editLast'])
  // On a message Enter shows its actions, on a link in it the link is followed.
  await page.getByLabel('A message', { exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await until(page, 'location.hash === "#there"')
  expect(await list(page, 'done')).toEqual(['bold', 'send Why?', 'editLast', 'actions'])
})

browserTest('[WEBK28] keys that nobody takes are the browser’s, as the second press of those that search', async () => {
  const page = await open()
  await write(page)
  await page.keyboard.press('Control+f')
  await page.locator('#searching').waitFor()
  expect(await list(page, 'prevented')).toEqual(['f'])
  await page.keyboard.press('Control+f')
  await page.keyboard.press('Control+.')
  await page.keyboard.press('Control+d')
  await page.keyboard.press('F6')
  await until(page, 'harness.prevented.includes("F6")')
  expect(await list(page, 'prevented')).toEqual(['f', 'F6'])
})

browserTest(
  '[WEBK29] under a dialog no keys work but those that show the help, which gives the focus back',
  async () => {
    const page = await open()
    await page.getByLabel('A message', { exact: true }).focus()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keys' })
    await help.waitFor()
    await page.keyboard.type('Ctrl+K')
    await page.locator('.keys-help-row').nth(1).waitFor({ state: 'detached' })
    expect(await page.locator('.keys-help-row').allTextContents()).toEqual([
      'Go to a chat, a person or a commandCtrl+K',
    ])
    await page.keyboard.press('Control+k')
    await page.keyboard.press('F6')
    expect(await page.locator('.switcher').count()).toBe(0)
    expect(await focused(page)).toBe('Search by name or keys')
    await page.keyboard.press('Control+/')
    await help.waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('A message')
  },
)

browserTest('[WEBK30] keys are changed without a mouse; a conflict is told, and all come back', async () => {
  const page = await open()
  const add = page.getByRole('button', { name: 'Add keys for “Change between light and dark”' })
  await add.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+p')
  await page.getByText('The browser keeps Ctrl+P for itself.').waitFor()
  await page.keyboard.press('Control+b')
  await page.getByText('Ctrl+B already does “Bold”.').waitFor()
  expect(await focused(page)).toBe('Use them here instead')
  await page.keyboard.press('Enter')
  const remove = page.getByRole('button', { name: 'Remove Ctrl+B from “Change between light and dark”' })
  await remove.waitFor()
  expect(await focused(page)).toBe('Add keys for “Change between light and dark”')
  await write(page)
  await page.keyboard.press('Control+b')
  await until(page, 'harness.done.length === 1')
  expect(await list(page, 'done')).toEqual(['theme'])

  // Escape leaves, a letter is given, and does nothing while somebody writes.
  await add.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  expect(await focused(page)).toBe('Add keys for “Change between light and dark”')
  await page.keyboard.press('Enter')
  await page.keyboard.press('t')
  await page.getByRole('button', { name: 'Remove T from “Change between light and dark”' }).waitFor()
  await write(page)
  await page.keyboard.press('t')
  expect(await page.getByLabel('Write a message', { exact: true }).inputValue()).toBe('t')
  await page.getByLabel('A message', { exact: true }).focus()
  await page.keyboard.press('t')
  await until(page, 'harness.done.length === 2')

  await remove.focus()
  await page.keyboard.press('Enter')
  await remove.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Reset all keys' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove Ctrl+B from “Bold”' }).waitFor()
  expect(await page.evaluate("harness.app.client.setting('web/keys')")).toBeNull()
})

browserTest(
  '[WEBK30] the settings, the help and the switcher pass the audit, by day and by night, in both directions',
  async () => {
    const axe = await Bun.file(`${import.meta.dir}/../node_modules/axe-core/axe.min.js`).text()
    const audit = async (page: Page): Promise<unknown> => {
      await page.evaluate(axe)
      return page.evaluate(`axe.run(document.querySelector('dialog') ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'page-has-heading-one': { enabled: false }, 'heading-order': { enabled: false } } }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`)
    }
    for (const query of ['', '?theme=dark', '?theme=contrast&dir=rtl']) {
      const page = await open(query)
      expect([query, 'settings', await audit(page)]).toEqual([query, 'settings', []])
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog', { name: 'Keys' }).waitFor()
      expect([query, 'help', await audit(page)]).toEqual([query, 'help', []])
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await page.keyboard.press('Control+k')
      await chosenIs(page, 'ben')
      expect([query, 'switcher', await audit(page)]).toEqual([query, 'switcher', []])
    }
  },
)
