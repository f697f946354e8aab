import { expect, test } from 'bun:test'
import { createPaging, mayPage, page, pageRetryMs } from './paging.ts'

test('[TUI23] one page is loaded at a time', async () => {
  const paging = createPaging()
  const { promise, resolve } = Promise.withResolvers<void>()
  const running = page(
    paging,
    () => 0,
    () => promise,
  )
  expect(mayPage(paging, 0)).toBe(false)
  resolve()
  await running
  expect(mayPage(paging, 0)).toBe(true)
})

test('[TUI23] a page that fails is not asked for again with the next frame', async () => {
  const paging = createPaging()
  const failing = page(
    paging,
    () => 1_000,
    () => Promise.reject(new Error('no')),
  )
  expect(failing).rejects.toThrow('no')
  await failing.catch(() => undefined)
  expect(mayPage(paging, 1_000 + pageRetryMs - 1)).toBe(false)
  expect(mayPage(paging, 1_000 + pageRetryMs)).toBe(true)
})
