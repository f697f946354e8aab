/** The screens around a chat, looked over: by axe, and in a narrow window with large text. */
import { expect, test as always } from 'bun:test'
import type { Page } from 'playwright-core'
import { hasChromium } from './testing/chromium.ts'
import { screensPage } from './testing/screensPage.ts'
import { violations } from './testing/violations.ts'

const test = always.skipIf(!hasChromium)
let page: Page
const { open, press, field, button, begin } = screensPage((opened) => {
  page = opened.page
})

const screens = [
  ['/login', 'Log in'],
  ['/login?server=away', 'Try again'],
  ['/register?server=new', 'Create account'],
  ['/invite/abc?server=invite', 'Create account'],
  ['/contacts?in', 'Add a contact'],
  ['/new/private?in', 'Back'],
  ['/new/group?in', 'Next: people'],
  ['/profile?in', 'Copy a link to write to me'],
  ['/welcome?in', 'Copy the address'],
  ['/settings?in', 'Back'],
  ['/settings/appearance?in', 'Back'],
  ['/settings/notifications?in', 'Back'],
  ['/settings/keys?in', 'Back'],
  ['/settings/sessions?in', 'End all others'],
  ['/settings/account?in', 'Log out'],
  ['/settings/invites?in', 'Make an invitation'],
  ['/settings/about?in', 'Back'],
  ['/nowhere?in', 'To my chats'],
  ['/?in&info=group', 'Leave this group'],
  ['/?in&info=private', 'Remove from contacts'],
  ['/?in&info=channel', 'Leave this channel'],
] as const

const withLook = (path: string, look: string): string => `${path}${path.includes('?') ? '&' : '?'}${look}`

for (const look of ['theme=light', 'theme=dark&dir=rtl', 'theme=contrast'])
  test(`[WEBS24] no screen breaks a rule that axe knows: ${look}`, async () => {
    const found: string[] = []
    for (const [path, shown] of screens) {
      await open(withLook(path, look))
      await button(shown).first().waitFor()
      for (const violation of await violations(page)) found.push(`${path}: ${violation}`)
    }
    expect(found).toEqual([])
  })

test('[WEBS24] no dialog of a screen breaks a rule that axe knows', async () => {
  const found: string[] = []
  for (const look of ['theme=light', 'theme=dark']) {
    const check = async (name: string): Promise<void> => {
      for (const violation of await violations(page)) found.push(`${name} ${look}: ${violation}`)
    }
    await open(withLook('/?in&info=group', look))
    await button('Eve Adams @eve.adams · Administrator').click()
    await check('member')
    await press('Escape')
    await button('Add people').click()
    await page.getByRole('dialog').getByRole('option').first().waitFor()
    await check('add people')
    await press('Escape')
    await button('Edit title and description').click()
    await check('edit')
    await press('Escape')
    await button('Leave this group').click()
    await check('leave')
    await open(withLook('/contacts?in', look))
    await button('More about Bob Marsh').click()
    await check('menu')
    await press('Escape')
    await button('Add a contact').click()
    await check('add a contact')
    await open(withLook('/register', look))
    await field('Username').waitFor()
    await press('Enter')
    await check('errors')
  }
  expect(found).toEqual([])
})

test('[WEBS25] every screen fits 320 pixels and double text, with nothing cut off at its side', async () => {
  await page.context().close()
  await begin({ width: 320, height: 640 })
  const found: string[] = []
  for (const look of ['text=20', 'dir=rtl'])
    for (const [path, shown] of screens) {
      await open(withLook(path, look))
      await button(shown).first().waitFor()
      await page.evaluate(`document.documentElement.style.fontSize = '${look === 'text=20' ? '200%' : ''}'`)
      const wide = await page.evaluate(wider)
      if (typeof wide === 'string' && wide !== '') found.push(`${path} ${look}: ${wide}`)
    }
  expect(found).toEqual([])
})

/** In the page: what is wider than its place, of the screens only. */
const wider = `[...document.querySelectorAll('.screen-entry, .screen-entry *, .screen-panel, .screen-panel *')]
  .filter((element) => {
    const { left, right, width } = element.getBoundingClientRect()
    const isHidden = width <= 1 || element.closest('.quiet-text, [hidden], .screen-all-list, .tooltip') !== null
    return !isHidden && (left < -1 || right > innerWidth + 1)
  })
  .map((element) => element.tagName + '.' + element.className)
  .slice(0, 3)
  .join(', ')`
