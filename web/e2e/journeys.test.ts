/** With nothing but keys: from the registration to the end of the session, and never is the focus lost. */
import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { register as registerTester } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { chatRow, expectCalm, password, people, rowOf } from './testing/people.ts'

const { server, visitor } = people()

/** What has the focus, as a reader of the screen would name it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return 'nothing'
    const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : ''
    return `${element.tagName} ${element.ariaLabel ?? ''} ${label} ${element.textContent.slice(0, 60)}`
  })

const isHeld = (page: Page): Promise<void> => until(async () => (await focused(page)) !== 'nothing')

/** Presses a key until the focus is on what is called so. */
async function goTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const stopsMax = 60
  for (let stops = 0; stops < stopsMax; stops++) {
    const now = await focused(page)
    if (typeof name === 'string' ? now.includes(name) : name.test(now)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${stopsMax} times ${key} did not lead to ${String(name)}, but to ${await focused(page)}.`)
}

async function choose(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(command)
  await page
    .locator('.switcher-list [aria-selected=true]')
    .filter({ hasText: command.slice(1) })
    .waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

describe.skipIf(!hasChromium)('keys alone', () => {
  test('[WEB24] lead from the registration through all of the client and out again, without a trap', async () => {
    const ben = await registerTester(server().url, 'ben')
    const { context, page } = await visitor()
    await page.goto(server().url)
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await goTo(page, 'Create an account')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Create an account' }).waitFor()
    await goTo(page, 'Username')
    for (const text of ['ann', 'ann@example.org', 'Ann', password]) {
      await page.keyboard.type(text)
      await page.keyboard.press(text === password ? 'Enter' : 'Tab')
    }
    await page.locator('.side-pane').waitFor()

    // A person is found, and written to.
    await choose(page, '>Write to a person')
    await page.getByRole('heading', { name: 'Write to a person' }).waitFor()
    await page.keyboard.type('ben')
    await page.getByRole('option', { name: 'ben' }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.chat-pane').waitFor()
    await goTo(page, 'Write a message')
    await page.keyboard.type('Good mornig')
    await page.keyboard.press('Enter')
    // What the server does not have yet cannot be edited.
    await rowOf(page, 'Good mornig')
      .getByText(/Sent|Delivered/)
      .waitFor({ state: 'attached' })
    await page.keyboard.press('ArrowUp')
    await page.getByRole('textbox', { name: 'Edit your message' }).waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Good morning')
    await page.keyboard.press('Enter')
    await rowOf(page, 'Good morning').getByText('edited').waitFor()

    // To the messages and back, an answer, and a message that goes.
    await page.keyboard.press('Shift+Tab')
    await goTo(page, 'ARTICLE', 'Shift+Tab')
    await page.keyboard.press('Control+Shift+r')
    await page.getByRole('textbox', { name: 'Reply to yourself' }).waitFor()
    await page.keyboard.type('And good night')
    await page.keyboard.press('Enter')
    await rowOf(page, 'And good night').locator('.timeline-quote').waitFor()
    await goTo(page, 'ARTICLE', 'Shift+Tab')
    await page.keyboard.press('End')
    await until(async () => (await focused(page)).includes('And good night'))
    await page.keyboard.press('Delete')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until(async () => (await focused(page)).includes('And good night'))
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await goTo(page, 'Delete for everyone')
    await page.keyboard.press('Enter')
    await rowOf(page, 'Message deleted').waitFor()
    await isHeld(page)

    // Details, search, all keys: each gives the focus back.
    await page.keyboard.press('Control+.')
    await page.getByRole('complementary', { name: 'Details' }).getByText('@ben').waitFor()
    await isHeld(page)
    await page.keyboard.press('Control+.')
    await page.getByRole('complementary', { name: 'Details' }).waitFor({ state: 'detached' })
    await isHeld(page)
    await page.keyboard.press('Control+f')
    await page.keyboard.type('morning')
    await page.getByText('1 of 1').waitFor()
    // The first takes the words away, the second the search.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await until(async () => (await focused(page)).includes('Write a message'))
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until(async () => (await focused(page)).includes('Write a message'))

    // A setting.
    await page.keyboard.press('Control+,')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await goTo(page, 'Appearance')
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: 'Dark' }).waitFor()
    await goTo(page, /INPUT .*(System|Light|Dark)/)
    while (!(await page.getByRole('radio', { name: 'Dark' }).isChecked())) await page.keyboard.press('ArrowDown')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.locator('.screen-panel').waitFor({ state: 'detached' })
    await isHeld(page)

    // A group, by fields and suggestions.
    await choose(page, '>Make a group')
    await page.getByRole('heading', { name: 'New group' }).waitFor()
    await page.keyboard.type('Garden')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'Add people' }).waitFor()
    await page.keyboard.type('ben')
    await page.getByRole('option', { name: 'ben' }).waitFor()
    await page.keyboard.press('Enter')
    await goTo(page, 'Create the group with 1 other')
    await page.keyboard.press('Enter')
    await page.locator('.chat-header-title', { hasText: 'Garden' }).waitFor()
    await isHeld(page)

    // Somebody asks to be a contact.
    await ben.api.requestContact('@ann')
    await choose(page, '>Open the contacts')
    await page.getByRole('button', { name: 'Accept ben' }).waitFor()
    await goTo(page, 'Accept ben')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Write to ben' }).waitFor()
    await page.keyboard.press('Escape')
    await chatRow(page, 'Garden').waitFor()
    await isHeld(page)

    await choose(page, '>Log out')
    await page.getByRole('heading', { name: 'Account' }).waitFor()
    await goTo(page, /^BUTTON.*Log out/)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await goTo(page, /^BUTTON.*Log out/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await isHeld(page)
    expectCalm(page)
    await context.close()
  })
})
