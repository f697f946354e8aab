import { expect, test } from 'bun:test'
import { failureOf } from '../../protocol/client/testing/rig.ts'
import { createBrowser } from '../link/testing/browser.ts'
import { begin, credentials, isDone, isOpen, login, opened, post, textsOf } from '../link/testing/tabs.ts'

test('[LINK9] a login that the server ended says why in all tabs; what waits stays for the next login of that account', async () => {
  const { browser, ann, first, chat, texts } = await begin()
  const second = browser.tab()
  await browser.clock.until(() => isOpen(second))
  const { network } = browser.rig.server
  network.isUp = false
  network.cut()
  const waits = post(first, chat, 'while away')
  await browser.clock.until(isDone(waits.stored))
  browser.accounts.revoke()
  browser.rig.server.settings.tokenMs = 1
  await browser.clock.advance(3_600_000)
  network.isUp = true
  await browser.clock.advance(60_000)
  for (const { link } of [first, second])
    expect(link.session.get()).toMatchObject({ type: 'anonymous', why: { code: 'revoked' } })
  expect(await browser.storage(ann.id).outbox()).toHaveLength(1)
  expect(await browser.storage(ann.id).chats()).toEqual([])
  expect(texts()).toEqual([])
  browser.rig.server.settings.tokenMs = 3_600_000
  await login(browser, second)
  await browser.clock.advance(1_000)
  expect(texts()).toEqual(['while away'])
  expect(await browser.storage(ann.id).outbox()).toEqual([])
})

test('[LINK10] a start without the network shows what is stored, takes what is written, and goes on when it is back', async () => {
  const { browser, ann, first, chat, texts } = await begin()
  await browser.clock.until(isDone(post(first, chat, 'before').settled))
  await browser.clock.advance(10_000)
  browser.crash()
  browser.rig.server.network.isUp = false
  const tab = browser.tab()
  await browser.clock.until(() => isOpen(tab))
  const { client } = opened(tab)
  expect(client.me).toEqual(ann)
  expect(textsOf(client.chat(chat)?.messages ?? [])).toEqual(['before'])
  await browser.clock.until(isDone(post(tab, chat, 'after').stored))
  browser.rig.server.network.isUp = true
  await browser.clock.until(() => texts().length === 2)
  expect(texts()).toEqual(['before', 'after'])
})

test('[LINK11] a logout removes what this browser keeps, ends the session at the server, and is no sudden end', async () => {
  const { browser, ann, first } = await begin()
  const before = browser.storage(ann.id)
  await browser.clock.until(isDone(first.link.logout()))
  expect(first.link.session.get()).toEqual({ type: 'anonymous', why: null })
  expect(browser.storage(ann.id)).not.toBe(before)
  expect(browser.accounts.isLoggedIn).toBe(false)
  await login(browser, first)
})

test('[LINK11] a logout without the network holds: no cookie undoes it, and the server hears of it at the next start', async () => {
  const { browser, first } = await begin()
  const { network } = browser.rig.server
  network.isUp = false
  network.cut()
  await browser.clock.until(isDone(first.link.logout()))
  expect(browser.accounts.isLoggedIn).toBe(true)
  browser.crash()
  network.isUp = true
  const tab = browser.tab()
  await browser.clock.until(() => !browser.accounts.isLoggedIn)
  await browser.clock.advance(1_000)
  expect(tab.link.session.get()).toEqual({ type: 'anonymous', why: null })
})

test('[LINK12] a browser that lost what it kept, and not its cookie, is still logged in', async () => {
  const { browser, ann } = await begin()
  browser.crash()
  await browser.forgetWho()
  const tab = browser.tab()
  await browser.clock.until(() => isOpen(tab))
  expect(opened(tab).client.me).toEqual(ann)
})

test('[LINK12] a storage that is taken away is opened again, as whoever is logged in now', async () => {
  const { browser, ann, first, chat } = await begin()
  browser.takeStorage(ann.id)
  await browser.clock.advance(1_000)
  expect(await browser.storage(ann.id).chats()).toHaveLength(1)
  await browser.clock.until(isDone(post(first, chat, 'still here').settled))
  await browser.forgetWho()
  browser.accounts.revoke()
  browser.takeStorage(ann.id)
  await browser.clock.advance(1_000)
  expect(first.link.session.get()).toEqual({ type: 'anonymous', why: null })
})

test('[LINK12] who cannot log in is told why, and of two logins at once one counts', async () => {
  const browser = createBrowser()
  browser.account('ann')
  const tabs = [browser.tab(), browser.tab()] as const
  await browser.clock.until(() => tabs.every(({ link }) => link.session.get().type === 'anonymous'))
  const wrong = tabs[0].link.login({ identifier: 'bob', password: 'x' })
  await browser.clock.until(isDone(wrong))
  expect(await failureOf(wrong)).toMatchObject({ code: 'unauthenticated' })
  expect(isOpen(tabs[0])).toBe(false)
  const both = tabs.map(({ link }) => failureOf(link.login(credentials)))
  await browser.clock.until(isDone(Promise.all(both)))
  expect((await Promise.all(both)).map((failure) => failure?.code ?? null)).toEqual([null, 'conflict'])
  await browser.clock.until(() => tabs.every(isOpen))
})
