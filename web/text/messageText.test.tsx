import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { hostileTexts } from '../../tui/text/hostile.ts'
import { MessageText } from './messageText.tsx'

const shown = (text: string): string =>
  renderToStaticMarkup(<MessageText text={text} username="ann" end={<i>12:00</i>} />)

test('[WEBT35] marks become elements; lines break; the end stands in the last line of text', () => {
  expect(shown('**b** *i* ~~s~~ `c`\nnext')).toBe(
    '<p class="text-paragraph" dir="auto"><strong>b</strong> <em>i</em> <s>s</s> <code class="text-code">c</code><br/>next<i>12:00</i></p>',
  )
  expect(shown('> said')).toBe(
    '<blockquote class="text-quote" dir="auto">said</blockquote><p class="text-end"><i>12:00</i></p>',
  )
})

test('[WEBT36] links open apart from this page, and say their host; who is named is marked', () => {
  expect(shown('[here](https://evil.example/a)')).toContain(
    '<a class="text-link" href="https://evil.example/a" target="_blank" rel="noopener noreferrer nofollow">here (evil.example)</a>',
  )
  expect(shown('@Ann @bob')).toContain('<span class="text-mention text-mention-me">@Ann</span>')
  expect(shown('@Ann @bob')).toContain('<span class="text-mention">@bob</span>')
})

test('[WEBT37] code keeps its spaces, names its language and can be copied', () => {
  const html = shown('```ts\na\n  b\n```')
  expect(html).toContain('<code>a\n  b</code>')
  expect(html).toContain('<span>ts</span>')
  expect(html).toContain('>Copy</button>')
})

test('[WEBT38] no text becomes an element, an attribute or an address of its own', () => {
  const known = /^\/?(p|br|strong|em|s|code|span|a|blockquote|figure|figcaption|button|pre|i)$/
  const texts = fc.oneof(
    fc.constantFrom(
      ...hostileTexts,
      '<img src=x onerror=alert(1)>',
      '[x](javascript:alert(1))',
      '"><script>alert(1)</script>',
    ),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const html = shown(`${one} ${other}`)
      for (const [, tag = ''] of html.matchAll(/<(\/?[a-z]+)/g)) expect(tag).toMatch(known)
      for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^https?:/)
    }),
    { numRuns: 500 },
  )
})
