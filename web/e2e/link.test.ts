import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type LivePage, openLivePage } from '../link/testing/livePage.ts'
import { hasChromium, sharedChromium } from './testing/chromium.ts'

const chromium = sharedChromium()
let live: LivePage
let accounts = 0

beforeAll(async () => {
  if (hasChromium) live = await openLivePage()
}, 60_000)
afterAll(async () => {
  if (hasChromium) await live.remove()
}, 20_000)

interface Profile {
  readonly browser: Browser
  readonly context: BrowserContext
  tab(): Promise<Page>
}

async function profile(query: string): Promise<Profile> {
  const browser = await chromium()
  const context = await browser.newContext()
  return {
    browser,
    context,
    async tab() {
      const page = await context.newPage()
      await page.goto(live.url + query)
      await until(page, 'state() !== "starting"')
      return page
    },
  }
}

/** Registers somebody in this tab, with a chat. */
async function enter(tab: Page): Promise<string> {
  const name = `ann${accounts++}`
  const registration = { email: `${name}@example.org`, username: name, password: 'correct horse battery', name }
  await tab.evaluate(`link.register(${JSON.stringify(registration)})`)
  await until(tab, 'state() === "online"')
  const chat = String(await tab.evaluate('newChat()'))
  await until(tab, `session().client.chat("${chat}") !== null`)
  return chat
}

/** The page forbids itself to evaluate texts, which `waitForFunction` does. */
async function until(tab: Page, condition: string): Promise<void> {
  while ((await tab.evaluate(condition)) !== true) await tab.waitForTimeout(pollMs)
}
const pollMs = 20

const sees = (tab: Page, chat: string, texts: readonly string[]): Promise<unknown> =>
  until(tab, `JSON.stringify(texts("${chat}")) === ${JSON.stringify(JSON.stringify(texts))}`)

async function workers({ browser }: Profile): Promise<readonly string[]> {
  const cdp = await browser.newBrowserCDPSession()
  const { targetInfos } = await cdp.send('Target.getTargets')
  await cdp.detach()
  return targetInfos.filter(({ type }) => type === 'shared_worker').map(({ targetId }) => targetId)
}

/** The worker ends without a word to its tabs. */
async function killWorker({ browser }: Profile, targetId: string): Promise<void> {
  const cdp = await browser.newBrowserCDPSession()
  await cdp.send('Target.closeTarget', { targetId })
  await cdp.detach()
}

describe.skipIf(!hasChromium)('a real browser', () => {
  test('[LINK6] tabs share one worker, one login and one socket', async () => {
    const one = await profile('')
    const [first, second] = [await one.tab(), await one.tab()]
    const chat = await enter(first)
    await until(second, 'state() === "online"')
    expect(await workers(one)).toHaveLength(1)
    expect(await second.evaluate('link.role.get()')).toBe('worker')
    await second.evaluate(`say("${chat}", "hello").settled`)
    await sees(first, chat, ['hello'])
    expect(await first.evaluate('session().api.sessions().then((found) => found.length)')).toBe(1)
    await one.context.close()
  }, 30_000)

  test('[LINK6] a worker that dies is followed by another, and what is said meanwhile is said', async () => {
    const one = await profile('')
    const [first, second] = [await one.tab(), await one.tab()]
    const chat = await enter(first)
    await until(second, 'state() === "online"')
    const [before = ''] = await workers(one)
    await second.evaluate('changes.length = 0')
    await killWorker(one, before)
    expect(await second.evaluate(`say("${chat}", "between").settled`)).toMatchObject({ type: 'stored' })
    expect(await second.evaluate('changes')).toEqual([])
    await sees(first, chat, ['between'])
    expect(await workers(one)).not.toContain(before)
    await one.context.close()
  }, 30_000)

  test('[LINK6] without a shared worker one tab leads, and the next one does when it is closed', async () => {
    const one = await profile('?noSharedWorker=1')
    const first = await one.tab()
    const second = await one.tab()
    const third = await one.tab()
    const chat = await enter(second)
    await until(third, 'state() === "online"')
    expect(await workers(one)).toEqual([])
    const role = (tab: Page): Promise<unknown> => tab.evaluate('link.role.get()')
    expect([await role(first), await role(second), await role(third)]).toEqual(['leader', 'follower', 'follower'])
    await first.close()
    await second.evaluate(`say("${chat}", "between").settled`)
    await sees(third, chat, ['between'])
    expect(new Set([await role(second), await role(third)])).toEqual(new Set(['follower', 'leader']))
    await one.context.close()
  }, 30_000)

  for (const query of ['', '?noSharedWorker=1'])
    test(`[LINK6] a login, what was read and what waits outlast a reload without the server${query === '' ? '' : ', also without a shared worker'}`, async () => {
      const one = await profile(query)
      const first = await one.tab()
      const chat = await enter(first)
      await first.evaluate(`say("${chat}", "before").settled`)
      await live.stop()
      try {
        await until(first, 'state() !== "online"')
        await first.evaluate(`say("${chat}", "while away").stored`)
        // All of the browser's processes of this page go, but its storage.
        await first.goto('about:blank')
      } finally {
        await live.again()
      }
      const second = await one.tab()
      await sees(second, chat, ['before', 'while away'])
      await until(second, 'state() === "online"')
      await until(second, `session().client.chat("${chat}").pending.size === 0`)
      await one.context.close()
    }, 30_000)
})
