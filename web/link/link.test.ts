import { expect, test } from 'bun:test'
import type { ChatId, Message } from '@parley/protocol'
import type { Submitted } from '@parley/protocol/client'
import { failureOf, textOf } from '../../protocol/client/testing/rig.ts'
import type { Session } from './link.ts'
import { type Browser, type BrowserOptions, createBrowser, type Tab } from './testing/browser.ts'

const credentials = { identifier: 'ann', password: 'secret' }
const takeOverMs = 2_000
const ways: readonly (readonly [name: string, options: BrowserOptions])[] = [
  ['worker', {}],
  ['leader', { hasWorker: false }],
]

const textsOf = (messages: readonly Message[]): readonly string[] =>
  messages.filter(({ content }) => content.kind === 'text').map(textOf)

const isOpen = (tab: Tab): boolean => tab.link.session.get().type === 'open'

function opened(tab: Tab): Extract<Session, { type: 'open' }> {
  const session = tab.link.session.get()
  if (session.type !== 'open') throw new Error(`The session is ${session.type}.`)
  return session
}

/** Somebody with a chat, logged in in one tab. */
async function begin(options: BrowserOptions = {}): Promise<{
  readonly browser: Browser
  readonly first: Tab
  readonly chat: ChatId
  texts(): readonly string[]
}> {
  const browser = createBrowser(options)
  const ann = browser.account('ann')
  const chat = browser.rig.chat([ann])
  const first = browser.tab()
  await browser.clock.until(() => first.link.session.get().type === 'anonymous')
  await browser.clock.until(isDone(first.link.login(credentials)))
  await browser.clock.until(() => isOpen(first) && opened(first).client.state.type === 'online')
  return { browser, first, chat, texts: () => textsOf(browser.rig.server.messages(chat)) }
}

function isDone(work: Promise<unknown>): () => boolean {
  let done = false
  work.then(
    () => (done = true),
    () => (done = true),
  )
  return () => done
}

const post = (tab: Tab, chat: ChatId, text: string): Submitted =>
  opened(tab).client.submit(chat, { type: 'post', content: { kind: 'text', text } })

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
    await browser.clock.until(() => opened(other) !== before)
    const late = post(other, chat, 'f')
    await browser.clock.until(() => texts().length >= 6)
    await browser.clock.advance(60_000)
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    for (const { settled } of [...kept, onItsWay, late]) expect(await settled).toMatchObject({ type: 'stored' })
    expect(opened(other).client.chat(chat)?.pending.size).toBe(0)
  })

  test(`[LINK5] ${name}: the last state stays to be seen until the next host has another`, async () => {
    const { browser, first, chat } = await begin(options)
    const other = browser.tab()
    await browser.clock.until(() => isOpen(other))
    const seen: Session['type'][] = []
    const before = opened(other)
    other.link.session.subscribe(() => seen.push(other.link.session.get().type))
    if (browser.worker === null) first.die()
    else browser.worker.die()
    const waits = post(other, chat, 'between')
    expect(before.client.chats()).toHaveLength(1)
    await browser.clock.until(() => opened(other) !== before, takeOverMs)
    expect(seen).toEqual(['open'])
    await browser.clock.until(isDone(waits.settled))
    expect(await waits.settled).toMatchObject({ type: 'stored' })
  })
}
