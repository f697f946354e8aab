import { expect, test } from 'bun:test'
import { terminalLine, terminalText } from './terminalText.ts'

const cases: readonly (readonly [string, string, string])[] = [
  ['colour', '\u001b[31mred\u001b[0m', 'red'],
  ['the 8-bit form', '\u009b2Jx', 'x'],
  ['window title', '\u001b]0;owned\u0007hi', 'hi'],
  ['clipboard, ended by ST', '\u001b]52;c;ZXZpbA==\u001b\\hi', 'hi'],
  ['a link', '\u001b]8;;http://evil\u001b\\good\u001b]8;;\u001b\\', 'good'],
  ['an unfinished string hides nothing', '\u001b]0;still here', ']0;still here'],
  ['what is put together from parts', '\u001b\u001b[0m[31mx', '[31mx'],
  ['backspace and carriage return', 'good\r\b\bevil', 'goodevil'],
  ['turned direction', 'abc\u202edcb\u2066x\u2069', 'abcdcbx'],
  ['line separators become line ends', 'a\u2028b', 'a\nb'],
  ['Windows line ends', 'a\r\nb', 'a\nb'],
  ['tabs, emoji and other scripts stay', 'a\tb 👩‍👩‍👧 שלום नमस्ते', 'a\tb 👩‍👩‍👧 שלום नमस्ते'],
]

for (const [name, hostile, clean] of cases)
  test(`[CLI15] what others wrote cannot steer a terminal: ${name}`, () => {
    expect(terminalText(hostile)).toBe(clean)
  })

test('[CLI15] no control character survives, whatever comes', () => {
  const parts = ['\u001b', '[', ']', '0', ';', 'm', '\u0007', '\u009b', '\u0090', '\\', 'x', '\r', '\u202e', 'P']
  let state = 7
  const next = (): number => (state = (state * 48_271) % 2_147_483_647)
  for (let round = 0; round < 2_000; round++) {
    const text = Array.from({ length: 12 }, () => parts[next() % parts.length] ?? '').join('')
    expect(terminalText(text)).not.toMatch(/(?![\n\t])\p{Cc}|\u202e/u)
  }
})

test('[CLI15] a name is one line', () => {
  expect(terminalLine('ann\n12:00 bob: hi')).toBe('ann 12:00 bob: hi')
})
