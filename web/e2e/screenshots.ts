/**
 * `bun run screenshots`: every screen of the web client, in light and dark, on a phone and on a wide window, as pictures in
 * `dist/screenshots`, to be looked at. It starts a server of its own with a few people who have talked.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { ChatId } from '@parley/protocol'
import { logIn, register, type Tester } from '../../test/testing/a-person.ts'
import { startServer } from '../../test/testing/a-server.ts'
import { until } from '../../test/testing/a-until.ts'
import { launchChromium } from './testing/chromium.ts'
import { fillIn, password } from './testing/people.ts'

const folder = join(import.meta.dir, '../../dist/screenshots')
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const
const themes = ['light', 'dark'] as const

const data = mkdtempSync(join(tmpdir(), 'parley-screens-'))
const server = await startServer(data)
const browser = await launchChromium()
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
try {
  await before(browser)
  const { chats, username } = await settle()
  for (const theme of themes) for (const size of ['wide', 'phone'] as const) await shoot(theme, size, chats, username)
  console.log(folder)
} finally {
  await browser.close()
  await server.stop()
  rmSync(data, { recursive: true, force: true })
}
process.exit(0)

/** What nobody who is logged in sees. */
async function before(browser: Browser): Promise<void> {
  for (const theme of themes)
    for (const size of ['wide', 'phone'] as const) {
      const page = await (await browser.newContext({ viewport: sizes[size], colorScheme: theme })).newPage()
      for (const name of ['first-run', 'login']) {
        await page.goto(server.url + (name === 'login' ? '/login' : '/'))
        await page.getByRole('heading', { name: name === 'login' ? 'Log in' : 'Your server is ready' }).waitFor()
        await keep(page, name, theme, size)
      }
      await page.context().close()
    }
}

interface Settled {
  readonly username: string
  readonly chats: { readonly ann: ChatId; readonly kitchen: ChatId; readonly news: ChatId }
}

/** Some people, and what they said. */
async function settle(): Promise<Settled> {
  const context = await browser.newContext({ viewport: sizes.wide })
  await fillIn(await context.newPage(), server.url, 'mira', 'Mira Okafor')
  await context.close()
  const names = {
    ann: 'Ann Lindqvist',
    ben: 'Ben Castillo',
    dara: 'Dara Singh',
    emil: 'Emil Novák',
    yuki: 'Yuki Tanaka',
  }
  const people: Record<string, Tester> = {}
  for (const [username, name] of Object.entries(names)) people[username] = await register(server.url, username, name)
  const { ann, ben, dara, emil, yuki } = people
  if (ann === undefined || ben === undefined || dara === undefined || emil === undefined || yuki === undefined)
    throw new Error('Five came.')
  const mira = await logIn(server.url, 'mira')
  const kitchen = (
    await mira.api.createChat({
      type: 'group',
      title: 'Kitchen',
      description: 'Who cooks, and what.',
      members: ['@ann', '@ben', '@dara', '@emil'],
    })
  ).id
  const news = (
    await ann.api.createChat({ type: 'channel', title: 'Harbour news', members: ['@mira', '@ben', '@yuki'] })
  ).id
  const [withAnn, withBen, withYuki] = await Promise.all(
    [ann, ben, yuki].map(async (other) => (await other.api.createChat({ type: 'private', members: ['@mira'] })).id),
  )
  if (withAnn === undefined || withBen === undefined || withYuki === undefined)
    throw new Error('There are three chats.')
  const say = await sayer([mira, ann, ben, dara, emil, yuki])
  await say(yuki, withYuki, 'The photographs are developed. Come by when you like.')
  await say(mira, withYuki, 'Tomorrow after six?')
  await say(ben, withBen, 'Do you still have the drill?')
  await say(ann, news, '**Quay 4 is closed** until Thursday. The ferry leaves from quay 6.')
  await say(mira, kitchen, 'Who cooks on Friday?')
  await say(dara, kitchen, 'Me! I need: rice, okra, tomatoes, and somebody who cuts onions without crying')
  await say(emil, kitchen, 'I never cry. I bring:\n> rice, okra, tomatoes\nand a radio')
  await say(ben, kitchen, 'See https://example.org/okra for the recipe, @mira')
  await say(mira, kitchen, 'Perfect ❤️')
  await say(dara, kitchen, 'Table for **five**, then. Seven o’clock?')
  await say(ann, withAnn, 'Good morning! Did the build pass?')
  await say(mira, withAnn, 'It did, at last. It was one line:')
  await say(mira, withAnn, '```ts\nif (isFirst) await page.waitFor()\n```')
  await say(ann, withAnn, 'Of course it was. Coffee at ten to celebrate?')
  await say(mira, withAnn, 'Ten is good. I bring the cake that was left from yesterday, there is far too much of it.')
  await say(ann, withAnn, 'See you at **ten** ☕')
  await say(ben, withBen, 'No hurry with it, Sunday is fine')
  await dara.api.requestContact('@mira')
  return { username: 'mira', chats: { ann: withAnn, kitchen, news } }
}

/** Everybody at a client of their own; each message is there before the next is written. */
async function sayer(people: readonly Tester[]): Promise<(who: Tester, chat: ChatId, text: string) => Promise<void>> {
  const clients = new Map(people.map((one) => [one, one.client()]))
  for (const client of clients.values()) await client.start()
  return async (who, chat, text) => {
    const client = clients.get(who)
    if (client === undefined) throw new Error('They have a client.')
    await until(() => client.chat(chat) !== null)
    const { settled } = client.submit(chat, { type: 'post', content: { kind: 'text', text } })
    const { type } = await settled
    if (type !== 'stored') throw new Error(`Not stored: ${text}`)
  }
}

async function shoot(
  theme: (typeof themes)[number],
  size: keyof typeof sizes,
  { ann, kitchen, news }: Settled['chats'],
  username: string,
): Promise<void> {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, hasTouch: size === 'phone' })
  const page = await context.newPage()
  await page.goto(`${server.url}/login`)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.locator('.chat-row').nth(4).waitFor()
  const open = async (path: string, name: string, shown: string): Promise<void> => {
    await page.goto(server.url + path)
    await page.locator(shown).first().waitFor()
    await keep(page, name, theme, size)
  }
  await open('/', 'chats', '.chat-row')
  await open(`/chat/${ann}`, 'private', '.timeline [data-row]')
  await open(`/chat/${news}`, 'channel', '.timeline [data-row]')
  await open(`/chat/${kitchen}`, 'group', '.timeline [data-row]')
  await page.keyboard.press('Control+.')
  await page.locator('.shell-info').waitFor()
  await keep(page, 'group-details', theme, size)
  await page.keyboard.press('Control+.')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await keep(page, 'switcher', theme, size)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+/')
  await page.getByRole('dialog').waitFor()
  await keep(page, 'keys', theme, size)
  await page.keyboard.press('Escape')
  for (const path of [
    'contacts',
    'new/private',
    'new/group',
    'profile',
    'settings',
    'settings/appearance',
    'settings/notifications',
    'settings/keys',
    'settings/sessions',
    'settings/account',
    'settings/invites',
    'settings/about',
    'nowhere',
  ])
    await open(`/${path}`, path.replace('/', '-'), '.screen-panel')
  await context.close()
}

async function keep(page: Page, name: string, theme: string, size: string): Promise<void> {
  // What fades in has come.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) })
}
