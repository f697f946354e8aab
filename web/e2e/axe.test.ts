/** Every screen, menu and dialog under axe: WCAG 2.2 A and AA and its best practices, in each theme and both directions. */
import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { newChatId } from '@parley/protocol'
import { realEnv, register as registerTester, online } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { button, chatRow, people, rowOf } from './testing/people.ts'
import { violations } from './testing/violations.ts'

const { register, server, visitor } = people()
const looks = ['light', 'dark', 'contrast'] as const

/** In all looks; each violation is told with where it was found. */
async function audit(page: Page, place: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const theme of looks)
    for (const dir of theme === 'light' ? (['ltr', 'rtl'] as const) : (['ltr'] as const)) {
      await page.evaluate(
        ([theme, dir]) => {
          document.documentElement.dataset['theme'] = theme
          document.documentElement.dir = dir
          // What fades is looked at once it is there.
          for (const animation of document.getAnimations()) animation.finish()
        },
        [theme, dir] as const,
      )
      for (const one of await violations(page, rulesOf(theme, dir))) found.push(`${place}, ${theme} ${dir}: ${one}`)
    }
  await page.evaluate(() => {
    document.documentElement.dir = 'ltr'
  })
  return found
}

/** Another theme is other colours, another direction other places, and nothing else. */
function rulesOf(theme: (typeof looks)[number], dir: 'ltr' | 'rtl'): readonly string[] {
  if (theme !== 'light') return ['color-contrast']
  return dir === 'rtl' ? ['color-contrast', 'target-size', 'scrollable-region-focusable'] : []
}

describe.skipIf(!hasChromium)('axe', () => {
  test('[WEB21] finds nothing on the screens before a login', async () => {
    const { context, page } = await visitor({ bypassCSP: true, reducedMotion: 'reduce' })
    for (const path of ['/register', '/login', '/invite/abcdefgh']) {
      await page.goto(server().url + path)
      await page.locator('.screen-form').waitFor()
      expect(await audit(page, path)).toEqual([])
    }
    await page.goto(`${server().url}/login`)
    await button(page, 'Log in').click()
    await page.locator('[aria-invalid=true]').first().waitFor()
    expect(await audit(page, 'a login with gaps')).toEqual([])
    await context.close()
  })

  test('[WEB21] finds nothing on the screens, menus and dialogs after it', async () => {
    const ann = await register('ann', 'Ann', { bypassCSP: true, reducedMotion: 'reduce' })
    const { page } = ann
    const ben = await registerTester(server().url, 'ben')
    const annId = (await ben.api.users('ann', 1))[0]?.id
    if (annId === undefined) throw new Error('Ann is found.')
    const chat = newChatId(realEnv)
    await ben.api.createChat({ type: 'group', title: 'Garden', description: 'What grows', members: [annId], id: chat })
    await ben.api.requestContact(annId)
    const client = ben.client()
    await client.start()
    await online(client, [])
    await until(() => client.chat(chat) !== null)
    for (const text of [
      'Plain words, **bold**, _italic_, ~~struck~~, `code`, @ann and https://example.org',
      '> a quote\nand its answer',
      '```ts\nconst seeds = 12\n```',
    ])
      await client.submit(chat, { type: 'post', content: { kind: 'text', text } }).settled

    const found: string[] = []
    const look = async (place: string): Promise<void> => void found.push(...(await audit(page, place)))
    const open = async (path: string, landmark: string): Promise<void> => {
      await page.goto(server().url + path)
      await page.locator(landmark).first().waitFor()
      await until(async () => (await page.locator('.skeleton, .spinner').count()) === 0)
      await look(path)
    }
    await open('/', '.chat-row')
    for (const path of ['/welcome', '/contacts', '/new/private', '/new/group', '/new/channel', '/profile', '/nowhere'])
      await open(path, '.screen-panel')
    const sections = ['', 'account', 'appearance', 'notifications', 'keys', 'sessions', 'invites', 'about']
    for (const section of sections) await open(`/settings/${section}`, '.screen-panel')

    await page.goto(`${server().url}/chat/${chat}`)
    await rowOf(page, 'What grows').or(rowOf(page, 'seeds')).first().waitFor()
    await page.getByRole('textbox', { name: 'Write a message' }).fill('**Half** a thought')
    await look('a chat with a draft and its preview')
    await button(page, 'Menu').click()
    await look('the menu')
    await page.keyboard.press('Escape')
    await rowOf(page, 'Plain words').click({ button: 'right' })
    await page.getByRole('menu').waitFor()
    await look('the menu of a message')
    await page.getByRole('menuitem', { name: 'Reply' }).click()
    await look('a reply')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+f')
    await page.getByRole('searchbox', { name: 'Search in this chat' }).fill('words')
    await look('the search in a chat')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await look('the switcher')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog').waitFor()
    await look('all keys')
    await page.keyboard.press('Escape')
    await button(page, 'Emoji').click()
    await page.locator('.composer-picker-emoji').filter({ visible: true }).first().waitFor()
    await look('the emoji')
    await page.keyboard.press('Escape')
    await button(page, 'Details').click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details.getByText('ben').first().waitFor()
    await look('the details')
    await details.locator('.screen-person', { hasText: 'ben' }).click()
    await page.getByRole('dialog').waitFor()
    await look('a member')
    await page.keyboard.press('Escape')
    await button(details, 'Leave this group').click()
    await page.getByRole('dialog').waitFor()
    await look('a question')
    expect(found).toEqual([])
    await chatRow(page, 'Garden').waitFor({ state: 'attached' })
    await client.stop()
    await ann.context.close()
  })
})
