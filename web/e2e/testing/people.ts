/** People in front of browsers: the real server with the built client, a profile each, and what they do with it. */
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { type ServerProcess, startServer } from '../../../test/testing/a-server.ts'
import { sharedChromium } from './chromium.ts'

/** What is waited for comes within this, or the test fails. */
const timeoutMs = 40_000

export const password = 'correct horse battery staple'

export interface Person {
  readonly username: string
  readonly context: BrowserContext
  readonly page: Page
}

export interface People {
  server(): ServerProcess
  browser(): Promise<Browser>
  /** Stops the server with SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  again(): Promise<void>
  /** A fresh profile and an empty page in it. */
  visitor(options?: BrowserContextOptions): Promise<{ readonly context: BrowserContext; readonly page: Page }>
  /** Somebody who has registered in the browser. `url` is another way to the server. */
  register(username: string, name: string, options?: BrowserContextOptions, url?: string): Promise<Person>
}

/** What a page must never do: throw, break the policy, or ask another host. */
const troubles = new Map<Page, string[]>()

export function people(): People {
  const browser = sharedChromium()
  const data = mkdtempSync(join(tmpdir(), 'parley-web-'))
  let running: ServerProcess | null = null
  const server = (): ServerProcess => {
    if (running === null) throw new Error('The server runs from the first test on.')
    return running
  }
  beforeAll(async () => {
    running = await startServer(data)
    // The client is built for whoever asks first.
    await fetch(running.url)
  }, 120_000)
  afterAll(async () => void (await running?.stop()), 20_000)

  async function visitor(
    options: BrowserContextOptions = {},
    url: string = server().url,
  ): Promise<{ context: BrowserContext; page: Page }> {
    const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(timeoutMs)
    const page = await context.newPage()
    watch(page, url)
    return { context, page }
  }

  return {
    server,
    browser,
    visitor,
    kill: () => server().kill(),
    async again() {
      running = await startServer(data, server().port)
    },
    async register(username, name, options, url = server().url) {
      const { context, page } = await visitor(options, url)
      await fillIn(page, url, username, name)
      return { username, context, page }
    },
  }
}

/** Registers somebody in a fresh profile; the page shows their chats after it. */
export async function fillIn(page: Page, url: string, username: string, name: string): Promise<void> {
  await page.goto(`${url}/register`)
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Email').fill(`${username}@example.org`)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  const isFirst = await page.getByRole('heading', { name: 'Your server is ready' }).isVisible()
  await page.keyboard.press('Enter')
  await page.locator('.shell').waitFor()
  // Whoever is first is told how to let others in.
  if (isFirst) await button(page, 'To my chats').click()
  await page.locator('.side-pane').waitFor()
}

export function watch(page: Page, origin: string): void {
  const found: string[] = []
  troubles.set(page, found)
  page.on('pageerror', (error) => found.push(`threw: ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    // A server that is away is told by the browser too.
    if (message.type() === 'error' && !/net::ERR|WebSocket connection|Failed to load resource/.test(text))
      found.push(text)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (/^https?:/.test(url) && !url.startsWith(origin)) found.push(`asked ${url}`)
  })
}

/** Nothing went wrong in this page so far. */
export const expectCalm = (page: Page): void => expect(troubles.get(page) ?? []).toEqual([])

/** The messages of the open chat in which this stands. */
export const rowOf = (page: Page, text: string): Locator => page.locator('.timeline-row', { hasText: text })

/** In the list of chats. */
export const chatRow = (page: Page, title: string): Locator =>
  page.locator('.chat-row').filter({ has: page.locator('.chat-row-title').getByText(title, { exact: true }) })

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Write a message' })

export const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true })

/** Writes into the composer of the chat that is open, and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Does not wait for the next try by itself, where the server was away. */
export async function reconnect(page: Page): Promise<void> {
  const retry = button(page, 'Try now')
  await retry.evaluateAll((found) => found.forEach((one) => one instanceof HTMLElement && one.click()))
  await retry.waitFor({ state: 'detached' })
}

/** Opens the private chat with somebody, by the search of the list. */
export async function writeTo(page: Page, username: string): Promise<void> {
  await page.getByLabel('Search chats and people').fill(username)
  await page.locator('.side-pane-person', { hasText: `@${username}` }).click()
  await page.locator('.chat-pane').waitFor()
}
