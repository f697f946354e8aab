/** Two people talk: the thinnest whole of the web client. */
import { test } from 'bun:test'
import { until } from '../../test/testing/a-until.ts'
import { hasChromium } from './testing/chromium.ts'
import { expectCalm, people, say, writeTo } from './testing/people.ts'

const { register } = people()

test.skipIf(!hasChromium)(
  '[WEB1] two people register, find each other and talk; each sees what the other wrote and how far it came',
  async () => {
    const ann = await register('ann', 'Ann')
    const ben = await register('ben', 'Ben')
    await writeTo(ann.page, 'ben')
    await say(ann.page, 'Good morning, Ben')
    await ann.page.locator('.timeline').getByText('Good morning, Ben').waitFor()

    await ben.page.locator('.chat-row', { hasText: 'Ann' }).click()
    await ben.page.locator('.timeline').getByText('Good morning, Ben').waitFor()
    await say(ben.page, 'Good morning **Ann**')
    await ann.page.locator('.timeline strong', { hasText: 'Ann' }).waitFor()
    await ann.page.locator('.timeline').getByText('Read', { exact: true }).first().waitFor({ state: 'attached' })

    expectCalm(ann.page)
    expectCalm(ben.page)
    await until(async () => (await ann.page.title()) === 'Parley')
    await ann.context.close()
    await ben.context.close()
  },
  60_000,
)
