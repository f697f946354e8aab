import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { makeLink, type Mark, toggleMark } from './marks.ts'
import type { Writing } from './writing.ts'

/** `[` and `]` stand for the ends of the selection, `|` for the caret. */
function read(text: string): Writing {
  const caret = text.indexOf('|')
  if (caret !== -1) return { text: text.replace('|', ''), from: caret, to: caret }
  const from = text.indexOf('[')
  const to = text.indexOf(']') - 1
  return { text: text.replace(/[[\]]/g, ''), from, to }
}
const show = ({ text, from, to }: Writing): string =>
  from === to
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`
const toggled = (text: string, mark: Mark): string => show(toggleMark(read(text), mark))

test('[WEBC1] a mark is put around what is selected, which stays selected, and goes when it is asked for again', () => {
  expect(toggled('a [word] b', 'bold')).toBe('a **[word]** b')
  expect(toggled('a **[word]** b', 'bold')).toBe('a [word] b')
  expect(toggled('a [**word**] b', 'bold')).toBe('a [word] b')
  expect(toggled('[a]', 'italic')).toBe('_[a]_')
  expect(toggled('[a]', 'strike')).toBe('~~[a]~~')
  expect(toggled('[a]', 'code')).toBe('`[a]`')
})

test('[WEBC1] white space at the ends of a selection stays outside the marks', () => {
  expect(toggled('a[ word ]b', 'bold')).toBe('a **[word]** b')
})

test('[WEBC1] without a selection the word at the caret is meant, or an empty pair to type in', () => {
  expect(toggled('so wo|rd it', 'bold')).toBe('so **wo|rd** it')
  expect(toggled('so **wo|rd** it', 'bold')).toBe('so wo|rd it')
  expect(toggled('so | it', 'bold')).toBe('so **|** it')
  expect(toggled('so **|** it', 'bold')).toBe('so | it')
  expect(toggled('приве|т', 'bold')).toBe('**приве|т**')
})

test('[WEBC1] marks of another kind are left alone', () => {
  expect(toggled('**[a]**', 'italic')).toBe('**_[a]_**')
  expect(toggled('***[a]***', 'bold')).toBe('*****[a]*****')
})

test('[WEBC1] several lines become a block of code, and one again', () => {
  expect(toggled('x\n[a\nb]\ny', 'code')).toBe('x\n[```\na\nb\n```]\ny')
  expect(toggled('x\n[```\na\nb\n```]\ny', 'code')).toBe('x\n[a\nb]\ny')
  expect(toggled('[a\n```\nb]', 'code')).toBe('[````\na\n```\nb\n````]')
})

test('[WEBC1] twice the same gives the text of before', () => {
  const mark = fc.constantFrom<Mark>('bold', 'italic', 'strike')
  // Marks in the text itself can make another one of it: it is of letters and spaces here.
  const text = fc.stringMatching(/^[a-zé😀 \n]{0,20}$/u)
  fc.assert(
    fc.property(text, fc.nat(20), fc.nat(20), mark, (words, one, other, which) => {
      const from = Math.min(one, other, words.length)
      const to = Math.min(Math.max(one, other), words.length)
      const once = toggleMark({ text: words, from, to }, which)
      expect(once.text.length).toBeGreaterThan(words.length)
      expect(toggleMark(once, which).text).toBe(words)
    }),
  )
})

test('[WEBC2] a link asks for what it has not got', () => {
  expect(show(makeLink(read('see [docs] now')))).toBe('see [docs]([https://]) now')
  expect(show(makeLink(read('see [https://a.example/x] now')))).toBe('see [[text]](https://a.example/x) now')
  expect(show(makeLink(read('|')))).toBe('[[text]](https://)')
})
