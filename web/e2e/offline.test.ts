/** The network goes, the server goes, the browser starts without either: nothing is lost, nothing comes twice. */
import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { chatRow, composer, expectCalm, people, type Person, reconnect, rowOf, say, writeTo } from './testing/people.ts'

const { register, kill, again } = people()

/** Two people with a chat that both have open. */
async function talking(one: string, other: string): Promise<readonly [Person, Person]> {
  const pair = [await register(one, name(one)), await register(other, name(other))] as const
  await writeTo(pair[0].page, other)
  await say(pair[0].page, `Hello from ${one}`)
  await chatRow(pair[1].page, name(one)).click()
  await rowOf(pair[1].page, `Hello from ${one}`).waitFor()
  return pair
}
const name = (username: string): string => username[0]?.toUpperCase() + username.slice(1)

/** The messages that begin with this, as they stand in the timeline. */
const texts = (page: Page, start: string): Promise<readonly string[]> =>
  page.locator('.timeline-row .timeline-bubble p').evaluateAll(
    (found, begin) =>
      found
        .map((element) => [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE)?.nodeValue ?? '')
        .map((text) => text.trim())
        .filter((text) => text.startsWith(begin)),
    start,
  )

describe.skipIf(!hasChromium)('without a network', () => {
  test('[WEB15] who is offline is told in words; what they write waits with a clock, and is sent once when the network is back', async () => {
    const [ann, ben] = await talking('ann', 'ben')
    await ann.context.setOffline(true)
    await kill()
    await ann.page.getByText('You are offline. What you write is kept and sent later.').waitFor()
    await say(ann.page, 'Written in a tunnel')
    const waiting = rowOf(ann.page, 'Written in a tunnel')
    await waiting.getByText('Sending', { exact: true }).waitFor({ state: 'attached' })

    await again()
    await ann.context.setOffline(false)
    for (const { page } of [ann, ben]) await reconnect(page)
    await rowOf(ben.page, 'Written in a tunnel').waitFor()
    await waiting.getByText('Read', { exact: true }).waitFor({ state: 'attached' })
    expect(await texts(ben.page, 'Written')).toEqual(['Written in a tunnel'])
    expect(await texts(ann.page, 'Written')).toEqual(['Written in a tunnel'])
    await ann.page.getByText('You are offline').waitFor({ state: 'detached' })

    // Offline from the start: the shell comes from the service worker, the chats from what is kept.
    await ann.page.evaluate(() => navigator.serviceWorker.ready)
    await until(() => ann.page.evaluate(() => navigator.serviceWorker.controller !== null))
    await kill()
    await ann.context.setOffline(true)
    await ann.page.reload()
    await rowOf(ann.page, 'Written in a tunnel').waitFor()
    await chatRow(ann.page, 'Ben').waitFor()
    await composer(ann.page).fill('Written before breakfast')
    await composer(ann.page).press('Enter')
    await rowOf(ann.page, 'Written before breakfast')
      .getByText('Sending', { exact: true })
      .waitFor({ state: 'attached' })
    await again()
    await ann.context.setOffline(false)
    for (const { page } of [ann, ben]) await reconnect(page)
    await rowOf(ben.page, 'Written before breakfast').waitFor()
    expectCalm(ann.page)
    expectCalm(ben.page)
    await ann.context.close()
    await ben.context.close()
  }, 90_000)

  test('[WEB16] a server that is killed while two people write, and comes back, has each message once, for both', async () => {
    const [cleo, dan] = await talking('cleo', 'dan')
    const numbers = Array.from({ length: 12 }, (_, at) => at)
    const writing = [cleo, dan].map(async ({ username, page }) => {
      for (const at of numbers) await say(page, `${username} ${at}`)
    })
    await rowOf(dan.page, 'cleo 2').first().waitFor()
    await kill()
    await Promise.all(writing)
    await again()
    for (const { page } of [cleo, dan]) {
      await reconnect(page)
      for (const { username } of [cleo, dan]) {
        const wanted = numbers.map((at) => `${username} ${at}`)
        await until(async () => (await texts(page, `${username} `)).length >= wanted.length)
        expect(await texts(page, `${username} `)).toEqual(wanted)
      }
      await page.getByText('Sending', { exact: true }).first().waitFor({ state: 'detached' })
    }
    expect(await texts(cleo.page, '')).toEqual(await texts(dan.page, ''))
    await cleo.context.close()
    await dan.context.close()
  }, 90_000)
})
