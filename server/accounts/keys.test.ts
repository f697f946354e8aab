import { afterAll, expect, test } from 'bun:test'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '@parley/protocol'
import { openSigningKey } from './keys.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-key-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function open(folder: string) {
  const exposed: string[] = []
  const randomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
  const key = openSigningKey(folder, { randomBytes, onExposed: (path) => exposed.push(path) })
  return { key, exposed }
}

test('[ACC70] the key is made at the first start, for its owner alone, and is the same from then on', () => {
  const folder = join(newFolder(), 'data')
  const { key, exposed } = open(folder)
  expect(key).toHaveLength(32)
  expect(readdirSync(folder)).toEqual(['signing.key'])
  expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600)
  expect(open(folder).key).toEqual(key)
  expect(exposed).toEqual([])
})

test('[ACC71] a key that others could read is closed to them, and the operator is told', () => {
  const folder = newFolder()
  const { key } = open(folder)
  chmodSync(join(folder, 'signing.key'), 0o644)
  const again = open(folder)
  expect(again.key).toEqual(key)
  expect(again.exposed).toEqual([join(folder, 'signing.key')])
  expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600)
})

test('[ACC72] a file that holds no key is refused and left as it is', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'signing.key'), 'half')
  expect(() => open(folder)).toThrow(FailureError)
  expect(statSync(join(folder, 'signing.key')).size).toBe(4)
})
