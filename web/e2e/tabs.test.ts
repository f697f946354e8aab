/** Many tabs of one browser are one client: one socket, one state; and whoever runs it may die. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { register as registerTester } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { type CountingProxy, startCountingProxy } from './testing/countingProxy.ts'
import {
  button,
  chatRow,
  composer,
  expectCalm,
  people,
  type Person,
  rowOf,
  say,
  watch,
  writeTo,
} from './testing/people.ts'

const { browser, register, server } = people()

describe.skipIf(!hasChromium)('tabs', () => {
  let proxy: CountingProxy
  let ben: Person
  beforeAll(async () => {
    proxy = startCountingProxy(server().port)
    ben = await register('ben', 'Ben')
  }, 60_000)
  afterAll(() => proxy.close())

  async function tab({ context }: Person, path: string): Promise<Page> {
    const page = await context.newPage()
    watch(page, proxy.url)
    await page.goto(proxy.url + path)
    await page.locator('.side-pane').waitFor()
    return page
  }
  const pathOf = (page: Page): string => new URL(page.url()).pathname

  test('[WEB18] ten tabs share one socket, show what one of them sends, and agree on what is read and on drafts', async () => {
    const ann = await register('ann', 'Ann', {}, proxy.url)
    const dan = await registerTester(server().url, 'dan')
    await writeTo(ann.page, 'ben')
    await say(ann.page, 'From the first tab')
    const path = pathOf(ann.page)
    const tabs = [ann.page, ...(await Promise.all(Array.from({ length: 9 }, () => tab(ann, path))))]
    for (const page of tabs) await rowOf(page, 'From the first tab').waitFor()
    expect(proxy.sockets).toBe(1)

    const [first, second] = [ann.page, tabs[1] ?? ann.page]
    await say(second, 'From the second tab')
    for (const page of tabs) await rowOf(page, 'From the second tab').waitFor()

    const annId = (await dan.api.users('ann', 1))[0]?.id
    if (annId === undefined) throw new Error('Ann is found.')
    const { id } = await dan.api.createChat({ type: 'group', title: 'Garden', members: [annId] })
    await dan.call('POST', `/api/chats/${id}/messages`, { text: 'Read me' })
    for (const page of tabs) await titled(page, '(1) Parley')
    await chatRow(first, 'Garden').click()
    await rowOf(first, 'Read me').waitFor()
    for (const page of tabs) await titled(page, 'Parley')

    await composer(first).fill('Half a thought')
    await chatRow(first, 'Ben').click()
    await chatRow(second, 'Garden').click()
    await until(async () => (await composer(second).inputValue()) === 'Half a thought')
    expect(proxy.sockets).toBe(1)

    await button(second, 'Menu').click()
    await second.getByRole('menuitem', { name: 'Log out' }).click()
    await button(second, 'Log out').click()
    await button(second.getByRole('dialog'), 'Log out').click()
    for (const page of tabs) await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await until(() => proxy.sockets === 0)
    for (const page of tabs) expectCalm(page)
    await ann.context.close()
  })

  test('[WEB19] a shared worker that is killed is replaced, and nothing is lost', async () => {
    const ann = await register('cleo', 'Cleo', {}, proxy.url)
    await writeTo(ann.page, 'ben')
    const other = await tab(ann, pathOf(ann.page))
    const cdp = await (await browser()).newBrowserCDPSession()
    const workers = async (): Promise<readonly string[]> =>
      (await cdp.send('Target.getTargets')).targetInfos
        .filter(({ type, url }) => type === 'shared_worker' && url.startsWith(proxy.url))
        .map(({ targetId }) => targetId)
    const [worker = ''] = await workers()
    await cdp.send('Target.closeTarget', { targetId: worker })
    await say(ann.page, 'While nobody runs')
    await rowOf(other, 'While nobody runs')
      .getByText(/Sent|Delivered|Read/)
      .waitFor({ state: 'attached' })
    await chatRow(ben.page, 'Cleo').click()
    await say(ben.page, 'I hear you')
    for (const page of [ann.page, other]) await rowOf(page, 'I hear you').waitFor()
    expect(await rowOf(ben.page, 'While nobody runs').count()).toBe(1)
    expect(await workers()).not.toContain(worker)
    await cdp.detach()
    await ann.context.close()
  })

  test('[WEB19] without shared workers another tab leads when the leader is closed or crashes, and nothing is lost', async () => {
    const query = '?noSharedWorker=1'
    const ann = await register('dora', 'Dora', {}, proxy.url)
    await writeTo(ann.page, 'ben')
    const path = pathOf(ann.page)
    await ann.page.goto('about:blank')
    await until(() => proxy.sockets === 0)
    const leader = await tab(ann, path + query)
    await until(() => proxy.sockets === 1)
    const second = await tab(ann, path + query)
    const third = await tab(ann, path + query)
    expect(proxy.sockets).toBe(1)

    await leader.close()
    await say(third, 'After it was closed')
    await rowOf(second, 'After it was closed')
      .getByText(/Sent|Delivered|Read/)
      .waitFor({ state: 'attached' })
    await until(() => proxy.sockets === 1)

    // The second was there first, so it leads now; its process dies without a word.
    const cdp = await ann.context.newCDPSession(second)
    const crashed = second.waitForEvent('crash')
    // Nobody is left to answer.
    cdp.send('Page.crash').catch(() => undefined)
    await crashed
    await say(third, 'After it crashed')
    await rowOf(third, 'After it crashed')
      .getByText(/Sent|Delivered|Read/)
      .waitFor({ state: 'attached' })
    await chatRow(ben.page, 'Dora').click()
    for (const text of ['After it was closed', 'After it crashed']) {
      await rowOf(ben.page, text).waitFor()
      expect(await rowOf(ben.page, text).count()).toBe(1)
    }
    await until(() => proxy.sockets === 1)
    expectCalm(third)
    await ann.context.close()
  })
})

const titled = (page: Page, title: string): Promise<void> => until(async () => (await page.title()) === title)
