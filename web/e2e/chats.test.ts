/** Groups, channels, and what people do with messages and with each other, by clicks. */
import { beforeAll, describe, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright-core'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { button, chatRow, composer, expectCalm, people, type Person, rowOf, say, writeTo } from './testing/people.ts'

const { register } = people()

async function make(page: Page, kind: 'group' | 'channel', title: string, others: readonly string[]): Promise<void> {
  await button(page, 'New chat').click()
  await page.getByRole('menuitem', { name: `New ${kind}` }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill(title)
  await page.getByRole('textbox', { name: 'Description' }).fill(`About ${title}`)
  await button(page, 'Next: people').click()
  for (const other of others) {
    await page.getByRole('combobox', { name: 'Add people' }).fill(other)
    await page.getByRole('option', { name: `@${other}` }).click()
  }
  await button(page, `Create the ${kind} with ${others.length === 1 ? '1 other' : `${others.length} others`}`).click()
  await page.locator('.chat-header-title', { hasText: title }).waitFor()
}

async function giveRole(page: Page, name: string, role: string): Promise<void> {
  const details = page.getByRole('complementary', { name: 'Details' })
  if ((await details.count()) === 0) await button(page, 'Details').click()
  await details.locator('.screen-person', { hasText: name }).click()
  await button(page.getByRole('dialog', { name }), `Make ${role}`).click()
  await details.locator('.screen-person', { hasText: name }).getByText(role, { exact: false }).waitFor()
}

/** Points at a message and presses what comes up beside it. */
async function press(page: Page, text: string, tool: 'reply' | 'more'): Promise<void> {
  await rowOf(page, text).scrollIntoViewIfNeeded()
  await page.locator('.timeline-scroller:not([data-scrolling])').waitFor()
  await rowOf(page, text).locator('.timeline-bubble').hover()
  await page.locator(`.timeline-hover-tools [data-action=${tool}]`).click()
}

describe.skipIf(!hasChromium)('chats', () => {
  let ann: Person
  let ben: Person
  beforeAll(async () => {
    ann = await register('ann', 'Ann')
    ben = await register('ben', 'Ben')
    await (await register('cleo', 'Cleo')).context.close()
  }, 60_000)

  test('[WEB10] a group is made by clicks; who is in it sees it, who types by name, and every change of a role', async () => {
    await make(ann.page, 'group', 'Garden', ['ben', 'cleo'])
    await chatRow(ben.page, 'Garden').click()
    await composer(ben.page).pressSequentially('Seeds')
    await ann.page.locator('.chat-header-detail', { hasText: 'Ben is typing' }).waitFor()
    await ben.page.keyboard.press('Enter')
    await rowOf(ann.page, 'Seeds').waitFor()
    expect(await rowOf(ann.page, 'Seeds').locator('.timeline-name').textContent()).toBe('Ben')

    await giveRole(ann.page, 'Ben', 'moderator')
    await rowOf(ben.page, 'a moderator').waitFor()
    await ann.page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: '3 members' }).waitFor()
    expectCalm(ann.page)
    expectCalm(ben.page)
  })

  test('[WEB11] who only reads a channel is told why there is no field, and may write as soon as they have a say', async () => {
    await make(ann.page, 'channel', 'News', ['ben'])
    await say(ann.page, 'First issue')
    await chatRow(ben.page, 'News').click()
    await rowOf(ben.page, 'First issue').waitFor()
    await ben.page.getByText('Only those who run this channel write here.').waitFor()
    expect(await composer(ben.page).count()).toBe(0)

    await giveRole(ann.page, 'Ben', 'moderator')
    await composer(ben.page).waitFor()
    await say(ben.page, 'Second issue')
    await rowOf(ann.page, 'Second issue').waitFor()
  })

  test('[WEB12] a message is answered with a way back to it, edited with the arrow key, and deleted after a question', async () => {
    await writeTo(ann.page, 'ben')
    await say(ann.page, 'The key lies under the mat')
    for (const floor of ['first', 'second']) await say(ann.page, `${floor}\n${'stairs\n'.repeat(40)}`)
    await chatRow(ben.page, 'Ann').click()
    await rowOf(ben.page, 'second').waitFor()
    await press(ben.page, 'The key lies', 'reply')
    const reply = ben.page.getByRole('textbox', { name: 'Reply to Ann' })
    await reply.fill('Which mat?')
    await reply.press('Enter')

    const quote = rowOf(ann.page, 'Which mat?').locator('.timeline-quote')
    await quote.click()
    await ann.page.locator('.timeline-found', { hasText: 'The key lies' }).waitFor()
    await until(() => isInSight(rowOf(ann.page, 'The key lies').first()))

    await say(ann.page, 'The gren one')
    await rowOf(ben.page, 'The gren one').waitFor()
    await composer(ann.page).press('ArrowUp')
    const edit = ann.page.getByRole('textbox', { name: 'Edit your message' })
    await edit.fill('The green one')
    await edit.press('Enter')
    await rowOf(ben.page, 'The green one').getByText('edited').waitFor()

    await press(ann.page, 'The green one', 'more')
    await ann.page.getByRole('menuitem', { name: 'Delete for everyone' }).click()
    await button(ann.page.getByRole('dialog'), 'Delete for everyone').click()
    await rowOf(ben.page, 'Message deleted').waitFor()
    expect(await rowOf(ben.page, 'The green one').count()).toBe(0)
    expect(await rowOf(ann.page, 'The green one').count()).toBe(0)
    expectCalm(ann.page)
    expectCalm(ben.page)
  })

  test('[WEB13] what is unread is counted in the row and in the title until it is read; what is muted is not in the title', async () => {
    await chatRow(ann.page, 'Garden').click()
    await chatRow(ben.page, 'News').click()
    for (const text of ['one', 'two', 'three']) await say(ann.page, text)
    const garden = ben.page.getByRole('link', { name: /^Garden.*3 unread messages/ })
    await garden.waitFor()
    await titled(ben.page, '(3) Parley')

    await garden.click()
    await rowOf(ben.page, 'three').waitFor()
    await titled(ben.page, 'Parley')
    await button(ben.page, 'Details').click()
    await ben.page.getByLabel('What notifies you in this chat').selectOption({ label: 'Nothing' })
    await chatRow(ben.page, 'News').click()
    await say(ann.page, 'four')
    await ben.page.getByRole('link', { name: /^Garden.*1 unread message, muted/ }).waitFor()
    expect(await ben.page.title()).toBe('Parley')
  })

  test('[WEB14] a contact is asked, told, and accepted; who is blocked is told that nothing arrives, and the other why not to write', async () => {
    await button(ann.page, 'Menu').click()
    await ann.page.getByRole('menuitem', { name: 'Contacts' }).click()
    await ann.page.getByRole('button', { name: 'Add a contact' }).first().click()
    await ann.page.getByLabel('Username').fill('@ben')
    await button(ann.page, 'Ask').click()
    await ann.page.getByRole('region', { name: 'Asked' }).or(ann.page.getByText('@ben is asked')).first().waitFor()

    await ben.page.getByText('Ann asks to be your contact.').first().waitFor()
    await button(ben.page, 'Menu').click()
    await ben.page.getByRole('menuitem', { name: 'Contacts' }).click()
    await button(ben.page, 'Accept Ann').click()
    await ben.page.getByRole('button', { name: 'Write to Ann' }).waitFor()
    await button(ann.page, 'More about Ben').click()
    await ann.page.getByRole('menuitem', { name: 'Remove from contacts' }).waitFor()
    await ann.page.keyboard.press('Escape')

    await button(ben.page, 'More about Ann').click()
    await ben.page.getByRole('menuitem', { name: 'Block' }).click()
    await button(ben.page.getByRole('dialog'), 'Block').click()
    await button(ben.page, 'Unblock Ann').waitFor()
    await button(ben.page, 'Back').click()
    await chatRow(ben.page, 'Ann').click()
    await ben.page.getByText('You blocked this person.').waitFor()
    await button(ann.page, 'Back').click()
    await chatRow(ann.page, 'Ben').click()
    await say(ann.page, 'Are you there?')
    await rowOf(ann.page, 'Are you there?').getByText('Not sent.').waitFor()
    expectCalm(ann.page)
    expectCalm(ben.page)
  })
})

const titled = (page: Page, title: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.title === wanted, title)

const isInSight = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const scroller = element.closest('.timeline-scroller')?.getBoundingClientRect()
    return scroller !== undefined && box.top >= scroller.top && box.bottom <= scroller.bottom
  })
