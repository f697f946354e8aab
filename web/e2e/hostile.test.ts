/** What strangers write becomes words and nothing else: no element, no script, no request, no push at the frame around it. */
import { describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { FailureError, limits, newChatId, type UserId } from '@parley/protocol'
import { createAccounts } from '@parley/protocol/client'
import { online, realEnv, register as registerTester } from '../../test/testing/a-person.ts'
import { until } from '../../test/testing/a-until.ts'
import { hostileTexts } from '../../tui/text/hostile.ts'
import { hasChromium } from './testing/chromium.ts'
import { button, expectCalm, password, people, rowOf } from './testing/people.ts'

const { register, server } = people()

const forBrowsers: readonly string[] = [
  '<img src=x onerror="window.isHacked=1"><script>window.isHacked=1</script><svg onload="window.isHacked=1">',
  '"><iframe srcdoc="<script>parent.isHacked=1</script>"></iframe></style></textarea><base href="//evil.example/">',
  '[click](javascript:window.isHacked=1) [data](data:text/html,<script>1</script>) javascript:alert(1) vbscript:x',
  '[a](https://example.org" onmouseover="window.isHacked=1) ![pixel](http://evil.example/pixel.png)',
  '{{constructor.constructor("window.isHacked=1")()}} ${window.isHacked=1} &lt;b&gt; &#x3c;script&#x3e;',
  'https://ex\u0430mple.org/ http://user:pass@evil.example https://evil.example/\u202Egpj.exe',
  `${'> '.repeat(200)}deep ${'*'.repeat(500)} ${'`'.repeat(500)} ${'['.repeat(500)}`,
  '\u{e0001}\u{e007f}\ufff9\ufffa\ufffb\u2028\u2029\u0085\u3164\u115f\uffa0',
]
const texts = [...hostileTexts, ...forBrowsers]
const cut = (text: string, chars: number): string => Array.from(text).slice(0, chars).join('').trim()

/** What the renderer of messages makes, and what it puts around them. */
const known = new Set(
  'P BR STRONG EM S CODE PRE BLOCKQUOTE A SPAN BDI TIME DIV BUTTON FIGURE FIGCAPTION svg path polyline line circle rect'.split(
    ' ',
  ),
)

const boxes = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    ['.shell-side', '.shell-main', '.side-pane-head', '.chat-header', '.timeline', '.composer'].map((selector) => {
      const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
      return [selector, x, y, width, height].join(' ')
    }),
  )

/** Elements of the bubbles that nobody has made here, and bubbles with something that stands out of them. */
const strangers = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    (names) => {
      const found: string[] = []
      for (const bubble of document.querySelectorAll('.timeline-bubble')) {
        const box = bubble.getBoundingClientRect()
        for (const element of bubble.querySelectorAll('*')) {
          const start = `${element.tagName} in ${bubble.textContent.slice(0, 40)}`
          if (!names.includes(element.tagName)) found.push(start)
          for (const { name } of element.attributes) if (name.startsWith('on')) found.push(`${start}: ${name}`)
          if (element instanceof HTMLAnchorElement && !/^(https?|mailto):/.test(element.href)) found.push(element.href)
          // What a block of code hides it can be scrolled to.
          const { left, right } = element.getBoundingClientRect()
          if (element.closest('pre, svg, .quiet-text') === null && (left < box.left - 1 || right > box.right + 1))
            found.push(`${start} stands out`)
        }
      }
      for (const one of document.querySelectorAll('script'))
        if (!one.src.startsWith(location.origin)) found.push('script')
      if (document.querySelector('iframe, object, embed, base, img') !== null) found.push('an element that loads')
      if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than its window')
      if ('isHacked' in window) found.push('something ran')
      return found
    },
    [...known],
  )

describe.skipIf(!hasChromium)('hostile texts', () => {
  test('[WEB20] messages, names, titles and descriptions of any kind stay words inside their place', async () => {
    const ann = await register('ann', 'Ann')
    const { page } = ann
    const mallory = await registerTester(server().url, 'mallory')
    const found = await mallory.api.users('ann', 1)
    const annId = found[0]?.id
    if (annId === undefined) throw new Error('Ann is found.')
    const client = mallory.client()
    await client.start()
    await online(client)

    // A calm chat first, to know where everything stands.
    const calm = newChatId(realEnv)
    await mallory.api.createChat({ type: 'group', title: 'Calm', members: [annId], id: calm })
    await page.goto(`${server().url}/chat/${calm}`)
    await page.locator('.composer').waitFor()
    const frame = await boxes(page)

    // Every text as a message, in a chat with the longest title and description that are let through.
    const loud = newChatId(realEnv)
    await mallory.api.createChat({ type: 'group', title: 'Loud', members: [annId], id: loud })
    await until(() => client.chat(loud) !== null)
    for (const text of texts) client.submit(loud, { type: 'post', content: { kind: 'text', text: text.trim() } })
    client.submit(loud, { type: 'post', content: { kind: 'text', text: 'The last one' } })
    await page.goto(`${server().url}/chat/${loud}`)
    await rowOf(page, 'The last one').waitFor()
    // Nothing is left of a text of control characters, so it is none.
    expect(await page.locator('.timeline-bubble').count()).toBeGreaterThanOrEqual(texts.length)
    expect(await boxes(page)).toEqual(frame)
    expect(await strangers(page)).toEqual([])

    // People who are called so, beside it; then titles and descriptions.
    const strange = await Promise.all(texts.map((text, at) => named(`strange${at}`, cut(text, limits.titleCharsMax))))
    const members = strange.filter((id) => id !== null)
    expect(members.length).toBeGreaterThan(texts.length / 2)
    client.submit(loud, { type: 'addMembers', members })
    await button(page, 'Details').click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details
      .getByText(`${members.length + 2} members`)
      .first()
      .waitFor()
    const open = await boxes(page)
    for (const text of texts) {
      const title = cut(text, limits.titleCharsMax) || 'x'
      await client.submit(loud, { type: 'changeInfo', title, description: cut(text, limits.descriptionCharsMax) })
        .settled
      expect(await boxes(page)).toEqual(open)
    }
    await details.getByRole('button', { name: 'Show and search all members' }).click()
    await details.getByRole('list', { name: 'Members' }).waitFor()
    expect(await boxes(page)).toEqual(open)
    expect(await strangers(page)).toEqual([])
    await client.submit(loud, { type: 'changeInfo', title: 'The end', description: '' }).settled
    await page.locator('.chat-header-title', { hasText: 'The end' }).waitFor()
    expect(await strangers(page)).toEqual([])
    expectCalm(page)
    await client.stop()
    await ann.context.close()
  })
})

/** Somebody with this name; `null` where the server has none of it. */
async function named(username: string, name: string): Promise<UserId | null> {
  const registration = { username, name, email: `${username}@example.org`, password }
  try {
    return (await createAccounts(server().url, fetch).register(registration)).user.id
  } catch (error) {
    if (error instanceof FailureError) return null
    throw error
  }
}
