import { expect, test } from 'bun:test'
import { failureOf } from '../../protocol/client/testing/rig.ts'
import { type BrowserOptions, createBrowser, type Tab } from './testing/browser.ts'
import { begin, credentials, isDone, isOpen, login, opened, post, started, textsOf } from './testing/tabs.ts'

/** Of the clock of the test: nobody waits longer for the next host. */
const takeOverMs = 2_000
const ways: readonly (readonly [name: string, options: BrowserOptions])[] = [
  ['worker', {}],
  ['leader', { hasWorker: false }],
]

for (const [name, options] of [...ways, ['alone', { hasLocks: false }] as const])
  test(`[LINK2] ${name}: a login in one tab opens all of them, and a logout closes all of them`, async () => {
    const browser = createBrowser(options)
    const ann = browser.account('ann')
    const tabs = [browser.tab(), browser.tab(), browser.tab()] as const
    await browser.clock.until(() => tabs.every(({ link }) => link.session.get().type === 'anonymous'))
    const login = tabs[1].link.login(credentials)
    await browser.clock.until(() => tabs.every(isOpen))
    await login
    expect(tabs.map((tab) => opened(tab).client.me?.id)).toEqual(tabs.map(() => ann.person.id))
    const logout = tabs[2].link.logout()
    await browser.clock.until(() => tabs.every((tab) => !isOpen(tab)))
    await logout
    expect(tabs[0].link.session.get()).toEqual({ type: 'anonymous', why: null })
  })

for (const [name, options] of ways) {
  test(`[LINK1] ${name}: ten tabs are one host, one client and one socket`, async () => {
    const { browser, chat, texts } = await begin(options)
    const tabs = Array.from({ length: 9 }, () => browser.tab())
    await browser.clock.until(() => tabs.every(isOpen))
    expect(browser.hosts.filter(({ tabs }) => tabs > 0).map(({ tabs }) => tabs)).toEqual([10])
    expect(browser.rig.server.network.lines()).toBe(1)
    for (const [at, tab] of tabs.entries()) post(tab, chat, `${at}`)
    await browser.clock.until(() => texts().length === 9)
    const last = (tab: Tab): string | undefined => textsOf(opened(tab).client.chat(chat)?.messages ?? []).at(-1)
    await browser.clock.until(() => tabs.every((tab) => last(tab) === texts().at(-1)))
  })

  test(`[LINK3] ${name}: a tab that dies without a word is served no longer`, async () => {
    const { browser } = await begin(options)
    const other = browser.tab()
    await browser.clock.until(() => isOpen(other))
    expect(browser.hosts.map(({ tabs }) => tabs)).toEqual([2])
    other.die()
    await browser.clock.until(() => browser.hosts[0]?.tabs === 1)
  })

  test(`[LINK4] ${name}: when the host dies the next takes over, and nothing of the outbox is lost or said twice`, async () => {
    const { browser, first, chat, texts } = await begin(options)
    const other = browser.tab()
    await browser.clock.until(() => isOpen(other))
    const before = opened(other)
    const { network } = browser.rig.server
    // One that the server has, but of which the host does not hear; one that is stored; and one on its way to the host.
    const kept = ['a', 'b', 'c'].map((text) => post(other, chat, text))
    network.freeze()
    await browser.clock.advance(100)
    network.isUp = false
    kept.push(post(other, chat, 'd'))
    await kept[3]?.stored
    const onItsWay = post(other, chat, 'e')
    if (browser.worker === null) first.die()
    else browser.worker.die()
    network.isUp = true
    await browser.clock.until(() => before.client.state.type === 'connecting')
    await browser.clock.until(() => before.client.state.type === 'online')
    expect(opened(other)).toBe(before)
    const late = post(other, chat, 'f')
    await browser.clock.until(() => texts().length >= 6)
    await browser.clock.advance(60_000)
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    for (const { settled } of [...kept, onItsWay, late]) expect(await settled).toMatchObject({ type: 'stored' })
    expect(opened(other).client.chat(chat)?.pending.size).toBe(0)
  })

  test(`[LINK5] ${name}: a page keeps its client when the host dies: it shows what it had, and tells the next what it did`, async () => {
    const { browser, ann, account, first } = await begin(options)
    const bob = browser.account('bob')
    const group = browser.rig.chat([account, bob])
    for (let at = 0; at < 60; at++) browser.rig.post(bob, group, `${at}`)
    const other = browser.tab()
    await browser.clock.until(() => isOpen(other))
    const { client } = opened(other)
    client.look(group)
    await browser.clock.until(() => client.isLooked(group))
    const shown = (): number => client.chat(group)?.messages.length ?? 0
    const before = shown()
    let least = before
    client.on(() => {
      least = Math.min(least, shown())
    })

    const unanswered = client.ask({ type: 'members', chat: group, limit: 10 })
    const between = new Promise<Promise<unknown>>((resolve) => {
      const stop = client.on(({ type }) => {
        if (type !== 'state') return
        stop()
        client.mark(group, { read: 30 })
        expect(client.setSetting('draft/a', 'typed')).toBeNull()
        expect(client.setSetting('draft/b', 'x'.repeat(1_000_000))).toMatchObject({ code: 'tooLarge' })
        expect(client.setting('draft/a')).toBe('typed')
        resolve(client.ask({ type: 'members', chat: group, limit: 10 }))
      })
    })
    if (browser.worker === null) first.die()
    else browser.worker.die()
    const answer = Promise.all([unanswered, between.then((asked) => asked)])
    await browser.clock.until(() => browser.hosts.length === 2, takeOverMs)
    await browser.clock.until(() => client.state.type === 'online')
    await browser.clock.until(isDone(answer))
    await browser.clock.advance(5_000)
    expect([least, shown()]).toEqual([before, before])
    expect(await answer).toMatchObject([{ type: 'members' }, { type: 'members' }])
    expect(client.chat(group)?.read).toBe(30)
    expect(browser.rig.server.kept.of(ann.id).get('draft/a')?.[1]).toBe('typed')
    browser.rig.post(bob, group, 'news')
    await browser.clock.until(() => textsOf(client.chat(group)?.messages ?? []).at(-1) === 'news')
  })
}

test('[LINK7] without locks each tab has a host of its own, and they share what is stored and the cookie', async () => {
  const { browser, first, chat } = await begin({ hasLocks: false })
  const second = browser.tab()
  await browser.clock.until(() => isOpen(second))
  expect([first, second].map(({ link }) => link.role.get())).toEqual(['alone', 'alone'])
  expect(browser.hosts.map(({ tabs }) => tabs)).toEqual([1, 1])
  await browser.clock.until(isDone(post(first, chat, 'from the first').settled))
  await browser.clock.until(() => textsOf(opened(second).client.chat(chat)?.messages ?? []).at(-1) === 'from the first')
})

test('[LINK7] where the worker cannot be loaded, or answers nothing three times, a leader is found', async () => {
  for (const workers of ['broken', { silent: 3 }] as const) {
    const browser = createBrowser({ workers })
    browser.account('ann')
    const tabs = [browser.tab(), browser.tab()] as const
    await started(browser)
    expect(tabs.map(({ link }) => link.role.get())).toEqual(['leader', 'follower'])
    await login(browser, tabs[1])
    expect(isOpen(tabs[0])).toBe(true)
  }
})

test('[LINK7] a worker that answers nothing is left alone, and all tabs find the same next one', async () => {
  const { browser } = await begin({ workers: { silent: 1 } })
  const second = browser.tab()
  await started(browser)
  expect(isOpen(second)).toBe(true)
  expect(second.link.role.get()).toBe('worker')
  expect(browser.hosts.map(({ tabs }) => tabs)).toEqual([2])
})

test('[LINK8] a call waits for the first host, and is rejected when the host dies before it answers', async () => {
  const browser = createBrowser()
  browser.account('ann')
  const tab = browser.tab()
  const server = tab.link.server()
  await browser.clock.until(isDone(server))
  expect(await server).toMatchObject({ name: 'Club' })
  const unanswered = tab.link.login(credentials)
  browser.worker?.die()
  await browser.clock.until(isDone(unanswered))
  expect(await failureOf(unanswered)).toMatchObject({ code: 'unavailable' })
  await login(browser, tab)
})
