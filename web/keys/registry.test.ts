import { expect, test } from 'bun:test'
import { nextPlace } from './regions.ts'
import { createActionRegistry } from './registry.ts'

test('[WEBK15] the newest who does not answer false does an action, and taken back it does nothing', () => {
  const registry = createActionRegistry()
  const done: string[] = []
  expect(registry.run('chat.search')).toBe(false)
  expect(registry.isRegistered('chat.search')).toBe(false)
  registry.register('chat.search', () => void done.push('screen'))
  const takeBack = registry.register('chat.search', () => void done.push('dialog'))
  registry.register('chat.search', () => false)
  expect(registry.run('chat.search')).toBe(true)
  takeBack()
  takeBack()
  expect(registry.run('chat.search')).toBe(true)
  expect(done).toEqual(['dialog', 'screen'])
  expect(registry.run('app.help')).toBe(false)
})

test('[WEBK15] the same handler registered twice is taken back once', () => {
  const registry = createActionRegistry()
  const handler = (): void => undefined
  const takeBack = registry.register('chat.info', handler)
  registry.register('chat.info', handler)
  takeBack()
  expect(registry.run('chat.info')).toBe(true)
})

test('[WEBK16] the parts of the window are gone through round and round, from outside at the near end', () => {
  expect([nextPlace(3, 0, 1), nextPlace(3, 2, 1), nextPlace(3, 0, -1)]).toEqual([1, 0, 2])
  expect([nextPlace(3, -1, 1), nextPlace(3, -1, -1), nextPlace(0, -1, 1)]).toEqual([0, 2, null])
})
