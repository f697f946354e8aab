import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { defaultLook, densities, keepLook, keptLook, showLook, textSizes, themeChoices } from './look.ts'

const memory = (): Pick<Storage, 'getItem' | 'setItem'> => {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}
const anyLook = fc.record({
  theme: fc.constantFrom(...themeChoices),
  density: fc.constantFrom(...densities),
  text: fc.constantFrom(...textSizes),
})

test('[WEBP4] a look that was kept is the look that is found', () => {
  fc.assert(
    fc.property(anyLook, (look) => {
      const storage = memory()
      keepLook(storage, look)
      expect(keptLook(storage)).toEqual(look)
    }),
  )
})

test('[WEBP5] a storage that refuses, or holds anything else, gives the look of the system', () => {
  const refuses = (): never => {
    throw new Error('denied')
  }
  expect(keptLook({ getItem: refuses })).toEqual(defaultLook)
  expect(() => keepLook({ setItem: refuses }, defaultLook)).not.toThrow()
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^\s*(light|dark|contrast|compact|1[4-9]|20)/.test(text) && Number(text) < 14)
      expect(keptLook({ getItem: () => text })).toEqual(defaultLook)
    }),
  )
})

test('[WEBP6] a page that follows the system says no theme, any other says its own', () => {
  const html: { dataset: DOMStringMap } = { dataset: { theme: 'dark' } }
  showLook(html, { theme: 'system', density: 'compact', text: 18 })
  expect(html.dataset).toEqual({ density: 'compact', text: '18' })
  showLook(html, { theme: 'contrast', density: 'cosy', text: 14 })
  expect(html.dataset).toEqual({ theme: 'contrast', density: 'cosy', text: '14' })
})
