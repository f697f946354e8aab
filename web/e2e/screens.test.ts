/** The screens around a chat in a real browser: what they say, ask and do. */
import { expect, test as always } from 'bun:test'
import type { BrowserContext, Page } from 'playwright-core'
import { hasChromium } from './testing/chromium.ts'
import { screensPage } from './testing/screensPage.ts'

const test = always.skipIf(!hasChromium)
let page: Page
let context: BrowserContext
const { open, press, type, field, button, heading, focused } = screensPage((opened) => {
  page = opened.page
  context = opened.context
})
const calls = (of: 'link' | 'api'): Promise<unknown> => page.evaluate(`harness.${of}.calls`)
const errorOf = async (label: string): Promise<string> => {
  const described = await field(label).getAttribute('aria-describedby')
  const error = described?.split(' ').find((id) => id.endsWith('-error'))
  return error === undefined ? '' : page.locator(`[id="${error}"]`).innerText()
}

test('[WEBS14] one logs in by keyboard alone; what is wrong stands at its field, which has the focus', async () => {
  await open('/login')
  await focused(field('Username or email'))
  await press('Enter')
  expect(await errorOf('Username or email')).toBe('Write your username or email address.')
  await type('@ann')
  await press('Tab')
  await focused(field('Password'))
  await type('wrong')
  await press('Enter')
  await focused(field('Password').and(page.locator('[aria-invalid]')))
  expect(await errorOf('Password')).toBe('The name or the password is wrong.')
  await press('Control+A')
  await type('correct horse')
  expect(await errorOf('Password')).toBe('')
  await press('Enter')
  await page.waitForURL('**/')
  expect(await calls('link')).toEqual([
    { login: { identifier: 'ann', password: 'wrong' } },
    { login: { identifier: 'ann', password: 'correct horse' } },
  ])
})

test('[WEBS14] a limit says when one can try again, and a server that is away offers another try', async () => {
  await open('/login')
  await field('Username or email').fill('limited')
  await field('Password').fill('x')
  await press('Enter')
  await page.getByRole('alert').filter({ hasText: 'You can try again in 3 minutes, at ' }).waitFor()
  await open('/login?server=away')
  await page.getByRole('status').filter({ hasText: 'The server cannot be reached.' }).waitFor()
  await button('Try again').click()
})

test('[WEBS26] whoever was logged out elsewhere is told so, and that what waits is kept', async () => {
  await open('/chat/x?ended')
  await page.getByText('messages that wait to be sent are kept in this browser.').waitFor()
  await focused(field('Username or email'))
})

test('[WEBS26] a first start without a network says that nothing is here yet, and goes on by itself', async () => {
  await open('/?server=away')
  await context.setOffline(true)
  await button('Try again').click()
  await heading('You are offline').waitFor()
  await page.getByText('Nothing is kept here yet.').waitFor()
  await page.evaluate('harness.link.isAway = false')
  await context.setOffline(false)
  await heading('Log in').waitFor()
  await page.getByText('Garden Street 12').waitFor()
})

test('[WEBS15] password managers find their fields, pasting works, and a password can be shown', async () => {
  await open('/register')
  await field('Username').waitFor()
  const names = ['Username', 'Email', 'Name', 'Password']
  const kinds = await Promise.all(names.map((label) => field(label).getAttribute('autocomplete')))
  expect(kinds).toEqual(['username', 'email', 'name', 'new-password'])
  const password = field('Password')
  await password.focus()
  await page.keyboard.insertText('correct horse')
  expect(await password.getAttribute('type')).toBe('password')
  await button('Show password').click()
  expect(await password.getAttribute('type')).toBe('text')
  // A browser that fills a field in without telling anybody.
  await page.evaluate(`document.querySelector('[name=username]').value = 'taken'`)
  await field('Email').fill('ann@example.org')
  await press('Enter')
  await focused(field('Username'))
  expect(await errorOf('Username')).toBe('This username is taken.')
  await field('Username').fill('ann')
  await press('Enter')
  await page.waitForURL('**/')
  expect(await calls('link')).toContainEqual({
    register: { username: 'ann', email: 'ann@example.org', password: 'correct horse' },
  })
})

test('[WEBS16] who may register is said before anything is written', async () => {
  await open('/register?server=closed')
  await heading('Registration is closed').waitFor()
  expect(await page.locator('input').count()).toBe(0)
  await open('/register?server=invite')
  await focused(field('Invitation'))
  await open('/invite/USED?server=invite')
  await heading('You are invited').waitFor()
  await page.getByText('Garden Street 12').first().waitFor()
  expect(await field('Invitation').inputValue()).toBe('USED')
  await field('Username').fill('ann')
  await field('Email').fill('ann@example.org')
  await field('Password').fill('correct horse')
  await press('Enter')
  await focused(field('Invitation'))
  expect(await errorOf('Invitation')).toContain('Ask for another one.')
  await page.getByRole('link', { name: 'Log in' }).click()
  await heading('Log in').waitFor()
})

test('[WEBS17] the first account of a server is told that it will run it, and then gets a link for others', async () => {
  await open('/?server=new')
  await page.getByText('This server has no account yet; yours will run it.').waitFor()
  await field('Username').fill('ann')
  await field('Email').fill('ann@example.org')
  await field('Password').fill('correct horse')
  await press('Enter')
  await page.waitForURL('**/welcome')
  await open('/welcome?in&server=invite')
  await heading('You run this server').waitFor()
  await button('Make an invitation').click()
  const link = field('Invitation link')
  await link.waitFor()
  expect(await link.inputValue()).toBe(`${new URL(page.url()).origin}/invite/Zk3q-9TnB_x2LwVY8mPd41Rc`)
  expect(await calls('api')).toContainEqual({ invite: { usesMax: 1, days: 7 } })
})

test('[WEBS18] people are found, chosen and taken back from the field alone', async () => {
  await open('/new/private?in')
  await focused(page.getByRole('combobox', { name: 'Name or username' }))
  await type('fum')
  await page.getByRole('option', { name: 'Fumiko' }).waitFor()
  await press('Enter')
  await page.waitForURL('**/chat/*')
  expect(JSON.stringify(await calls('api'))).toContain('"type":"private"')

  await open('/new/channel?in')
  await focused(field('Title'))
  await press('Enter')
  expect(await errorOf('Title')).toBe('A title is needed.')
  await type('News')
  await press('Enter')
  await focused(page.getByRole('combobox', { name: 'Add people' }))
  const chosen = page.getByRole('list', { name: 'Chosen people' }).getByRole('listitem')
  await page.getByRole('option', { name: 'Bob Marsh' }).waitFor()
  await press('Enter')
  await press('ArrowDown')
  await press('Enter')
  await chosen.nth(1).waitFor()
  await press('Backspace')
  await chosen.nth(1).waitFor({ state: 'detached' })
  // Back, and nothing that was written is lost.
  await press('Escape')
  await focused(field('Title'))
  expect(await field('Title').inputValue()).toBe('News')
  await press('Enter')
  await button('Create the channel with 1 other').click()
  await page.waitForURL('**/chat/*')
  expect(JSON.stringify(await calls('api'))).toContain('"title":"News"')
})

test('[WEBS19] requests are answered where they stand, and a block is asked about', async () => {
  await open('/contacts?in')
  await button('Accept داود الحسيني').click()
  await heading('Ask to be your contact').waitFor({ state: 'detached' })
  await button('More about Bob Marsh').click()
  await page.getByRole('menuitem', { name: 'Block' }).click()
  await page.getByRole('dialog', { name: 'Block Bob Marsh?' }).waitFor()
  await focused(button('Cancel'))
  await press('Escape')
  await focused(button('More about Bob Marsh'))
  await press('Enter')
  await page.getByRole('menuitem', { name: 'Block' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
  await button('Unblock Bob Marsh').waitFor()
  await button('Add a contact').click()
  await focused(field('Username'))
  await type('@nobody.here')
  await press('Enter')
  await page.getByText('Nobody here is called @nobody.here.').waitFor()
  await press('Escape')
  await focused(button('Add a contact'))
})

test('[WEBS20] what the server would refuse is grey and says why; what it does is seen at once', async () => {
  await open('/?in&info=group')
  await button('Eve Adams @eve.adams · Administrator').click()
  const refused = page.getByRole('dialog').getByRole('button', { name: 'Make moderator' })
  expect(await refused.getAttribute('aria-disabled')).toBe('true')
  expect(await page.locator(`[id="${(await refused.getAttribute('aria-describedby')) ?? ''}"]`).innerText()).toBe(
    'You may only change and give roles that are below yours.',
  )
  await refused.click({ force: true })
  await press('Escape')
  await button('Fumiko 田中 @fumiko').click()
  await button('Make moderator').click()
  await button('Fumiko 田中 @fumiko · Moderator').waitFor()
  await button('Edit title and description').click()
  await field('Title').fill('Garden')
  await press('Enter')
  await page.locator('.screen-face-title', { hasText: /^Garden$/ }).waitFor()
  await page.getByLabel('What notifies you in this chat').selectOption({ label: 'Nothing for 1 hour' })
  await page.locator('option', { hasText: /^Nothing until / }).waitFor({ state: 'attached' })

  await open('/?in&info=channel')
  expect(await button('Add people').getAttribute('aria-disabled')).toBe('true')
  await button('Leave this channel').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
})

test('[WEBS20] a chat of many is searched, and only what is seen of it is drawn', async () => {
  await open('/?in&info=large')
  await button('Show and search all members').click()
  await page.getByRole('listitem').nth(5).waitFor()
  expect(await page.getByRole('listitem').count()).toBeLessThan(60)
  await focused(page.getByRole('searchbox', { name: 'Search members' }))
  await type('person 29')
  await page.getByText('11 found.').waitFor()
  await press('Escape')
  await press('Escape')
  await heading('About this group').waitFor()
})

test('[WEBS21] the focus comes to what opens, and goes back when it closes', async () => {
  await open('/?in&info=private')
  await button('Close').click()
  await button('Open the details').click()
  await focused(heading('About this person'))
  await press('Escape')
  await focused(button('Open the details'))
  await button('Open the contacts').click()
  await focused(heading('Contacts'))
  await open('/settings?in')
  await focused(heading('Settings'))
  await page.getByRole('link', { name: 'Sessions' }).click()
  await focused(heading('Sessions'))
  await button('End Safari on iPhone').click()
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click()
  await button('End Safari on iPhone').waitFor({ state: 'detached' })
  await button('Back').click()
  await focused(heading('Settings'))
})

test('[WEBS22] a look takes effect at once and is kept; the theme goes with the account', async () => {
  await open('/settings/appearance?in')
  await field('Dark').check()
  await field('Compact').check()
  await field('Text size').fill('18')
  const root = page.locator('html')
  expect(await root.getAttribute('data-theme')).toBe('dark')
  expect(await root.getAttribute('data-density')).toBe('compact')
  expect(await root.getAttribute('data-text')).toBe('18')
  expect(await page.evaluate(`localStorage.getItem('parley.theme')`)).toBe('dark')
  expect(await page.evaluate(`harness.client.setting('web/theme')`)).toBe('dark')
  // Another device chose again.
  await page.evaluate(`harness.client.setSetting('web/theme', 'contrast')`)
  expect(await root.getAttribute('data-theme')).toBe('contrast')
})

test('[WEBS27] how one seems to be here is chosen once for all devices, and said at each start', async () => {
  await open('/profile?in')
  await page.getByRole('radio', { name: 'Invisible' }).check()
  expect(await page.evaluate(`harness.client.setting('presence')`)).toBe('offline')
  expect(await page.evaluate('harness.client.presenceOf(harness.client.me.id).status')).toBe('offline')
  // Another device chose again.
  await page.evaluate(`harness.client.setSetting('presence', 'busy')`)
  await page.getByRole('radio', { name: 'Busy' }).and(page.locator(':checked')).waitFor()
  expect(await page.evaluate('harness.client.presenceOf(harness.client.me.id).status')).toBe('busy')
})

test('[WEBS23] the browser is asked for leave to notify by a button only', async () => {
  await page.addInitScript(
    `window.asked = 0; Notification.requestPermission = async () => { window.asked++; return 'denied' }`,
  )
  await open('/settings/notifications?in')
  await heading('Notifications').waitFor()
  await page.getByRole('switch', { name: 'Stay quiet at certain hours' }).check()
  await field('From').fill('23:00')
  await button('Keep these hours').click()
  expect(await page.evaluate(`harness.client.setting('notify')`)).toBe('on 23:00-07:00')
  expect(await page.evaluate('window.asked')).toBe(0)
  if (await button('Allow notifications').isVisible()) await button('Allow notifications').click()
})

test('[WEBS23] a wrong password is said at its field, and after a change both fields are empty', async () => {
  await open('/settings/account?in')
  await field('Password now').fill('wrong')
  await field('New password').fill('another horse')
  await press('Enter')
  await focused(field('Password now'))
  expect(await errorOf('Password now')).toBe('The password is wrong.')
  await field('Password now').fill('correct horse')
  await press('Enter')
  await page.getByText('The password is changed').first().waitFor()
  expect(await field('New password').inputValue()).toBe('')
})
