import { expect, test } from 'bun:test'
import { readSubstitution } from './substitution.ts'

const apply = (command: string, text: string): string | null | undefined => {
  const substitution = readSubstitution(command)
  return substitution === null ? undefined : substitution(text)
}

test('[COMPOSE16] s/old/new/ changes the first, with g all of them, with i whatever the case', () => {
  expect(apply('s/a/b/', 'a cat')).toBe('b cat')
  expect(apply('s/a/b/g', 'a cat')).toBe('b cbt')
  expect(apply('s/CAT/dog/i', 'a cat')).toBe('a dog')
  expect(apply('s/a//', 'abc')).toBe('bc')
  expect(apply('s/a\\/b/c\\\\d/', 'a/b')).toBe('c\\d')
  expect(apply('s/aa/a/g', 'aaaa')).toBe('aa')
})

test('[COMPOSE16] it is plain text, and never half a letter', () => {
  expect(apply('s/.*/$&/', 'a.*b')).toBe('a$&b')
  expect(apply('s/e/x/', 'e\u0301e')).toBe('e\u0301x')
  expect(apply('s/i/x/i', 'İI')).toBe('İx')
})

test('[COMPOSE16] what does not match, changes nothing or leaves nothing is null', () => {
  expect(apply('s/x/y/', 'abc')).toBeNull()
  expect(apply('s/a/a/', 'abc')).toBeNull()
  expect(apply('s/abc//', 'abc')).toBeNull()
})

test('[COMPOSE16] other texts are no substitution', () => {
  for (const text of [
    's/he went',
    's/he/they',
    's//x/',
    's/a/b/ is a path',
    's/a/b/x',
    's/a/b/gg',
    'as/a/b/',
    's/a\nb/c/',
  ])
    expect(readSubstitution(text)).toBeNull()
})
