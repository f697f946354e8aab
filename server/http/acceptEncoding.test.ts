import { expect, test } from 'bun:test'
import { acceptable } from './acceptEncoding.ts'

const all = ['zstd', 'br', 'gzip'] as const

test.each([
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['GZIP;q=0.1', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['*', 'zstd'],
  ['*;q=0.5, zstd;q=0', 'br'],
  ['gzip;q=0, *;q=0', null],
  ['identity', null],
  ['deflate', null],
  ['', null],
  [';;,=,q', null],
  ['zstd ; q=0.000 , br ; q=1', 'br'],
])('[SERVE7] of zstd, br and gzip "%s" gets %p', (accept, encoding) => {
  expect<string | null>(acceptable(accept, all)).toBe(encoding)
})

test('[SERVE7] what is not there in an encoding comes as it is', () => {
  expect(acceptable('zstd, br, gzip', [])).toBeNull()
  expect(acceptable('zstd, br, gzip', ['gzip'])).toBe('gzip')
})
