/** People in front of browsers: the real server with the built client, a profile each, and what they do with it. */
import { afterAll, beforeAll, expect } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type ServerProcess, startServer } from '../../../test/testing/a-server.ts'
import { sharedChromium } from './chromium.ts'

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
  /** A fresh profile without a login. */
  visitor(options?: BrowserContextOptions): Promise<{ readonly context: BrowserContext; readonly page: Page }>
  /** Somebody who has registered in the browser. */
  register(username: string, name: string, options?: BrowserContextOptions): Promise<Person>
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
  }, 60_000)
  afterAll(async () => void (await running?.stop()), 20_000)

  async function visitor(options: BrowserContextOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
    const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options })
    const page = await context.newPage()
    watch(page, server().url)
    await page.goto(server().url)
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
    async register(username, name, options) {
      const { context, page } = await visitor(options)
      await page.goto(`${server().url}/register`)
      await page.getByLabel('Username').fill(username)
      await page.getByLabel('Email').fill(`${username}@example.org`)
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.keyboard.press('Enter')
      await page.locator('.shell').waitFor()
      await page.waitForURL((url) => url.pathname !== '/register')
      // Whoever is first is told how to let others in.
      if (new URL(page.url()).pathname !== '/') await page.getByRole('button', { name: 'Back', exact: true }).click()
      return { username, context, page }
    },
  }
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

/** Writes into the composer of the chat that is open, and sends. */
export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /message/i })
  await composer.fill(text)
  await composer.press('Enter')
}

/** Opens the private chat with somebody, by the search of the list. */
export async function writeTo(page: Page, username: string): Promise<void> {
  await page.getByLabel('Search chats and people').fill(username)
  await page.locator('.side-pane-person', { hasText: `@${username}` }).click()
  await page.locator('.chat-pane').waitFor()
}
