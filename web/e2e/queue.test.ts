/** What was written without a server outlives the browser: it may be killed with five hundred messages that wait. */
import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { copyFileSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { online, register } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium, launchProfile } from './testing/chromium.ts'
import { chatRow, composer, expectCalm, fillIn, people, reconnect, rowOf, watch, writeTo } from './testing/people.ts'

const { server, kill, again } = people()
const count = 500

/** Messages that this profile keeps and that the server has not. */
const waiting = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(new Error('The database cannot be read.')))
      })
    let found = 0
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue
      const database = await settled(indexedDB.open(name))
      found += await settled(database.transaction('outbox').objectStore('outbox').count())
      database.close()
    }
    return found
  })

/** Is the login on the profile's disk? */
function keepsCookie(folder: string): boolean {
  const copy = join(folder, 'cookies-seen')
  try {
    copyFileSync(join(folder, 'Default/Cookies'), copy)
    const file = new Database(copy)
    const found = file.query("SELECT 1 FROM cookies WHERE name LIKE 'parley-refresh%'").all()
    file.close()
    return found.length > 0
  } catch {
    // Not there yet, or in the middle of being written.
    return false
  }
}

async function write(page: Page, from: number, to: number): Promise<void> {
  await composer(page).focus()
  for (let at = from; at < to; at++) {
    await page.keyboard.insertText(`message ${at}`)
    await page.keyboard.press('Enter')
  }
  await until(async () => (await waiting(page)) === to)
}

test.skipIf(!hasChromium)(
  '[WEB17] 500 messages that were written without a server outlive a killed browser and a reload, and arrive once and in order',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-profile-'))
    const ben = await register(server().url, 'ben')
    const reader = ben.client()
    await reader.start()

    const before = await launchProfile(folder)
    const page = before.pages()[0] ?? (await before.newPage())
    watch(page, server().url)
    await fillIn(page, server().url, 'ann', 'Ann')
    await writeTo(page, 'ben')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await kill()
    await write(page, 0, count)
    expectCalm(page)
    // A browser writes its cookies up to half a minute late: killed sooner, it asks for a log-in again, and keeps the messages.
    await until(() => keepsCookie(folder), 60_000)
    // The browser's lock names the process that holds it.
    const closed = new Promise((resolve) => before.once('close', resolve))
    process.kill(Number(readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1)), 'SIGKILL')
    await closed

    const after = await launchProfile(folder)
    const next = after.pages()[0] ?? (await after.newPage())
    watch(next, server().url)
    await next.goto(server().url)
    await chatRow(next, 'ben').click()
    await rowOf(next, `message ${count - 1}`)
      .getByText('Sending', { exact: true })
      .waitFor({ state: 'attached' })
    await next.reload()
    await rowOf(next, `message ${count - 1}`)
      .getByText('Sending', { exact: true })
      .waitFor({ state: 'attached' })
    expect(await waiting(next)).toBe(count)

    await again()
    await reconnect(next)
    await until(async () => (await waiting(next)) === 0)
    await online(reader)
    const chat = reader.chats()[0]?.id
    if (chat === undefined) throw new Error('Ben has a chat with Ann.')
    const view = () => reader.chat(chat)
    await until(() => view()?.seq === view()?.messages.at(-1)?.seq && (view()?.seq ?? 0) > count)
    while (view()?.hasOlder === true) await reader.loadOlder(chat)
    const texts = (view()?.messages ?? []).flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
    expect(texts).toEqual(Array.from({ length: count }, (_, at) => `message ${at}`))
    expectCalm(next)
    await after.close()
    await reader.stop()
    rmSync(folder, { recursive: true, force: true })
  },
  180_000,
)
