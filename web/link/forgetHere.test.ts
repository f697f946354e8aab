import { expect, test } from 'bun:test'
import { newUserId } from '@parley/protocol'
import { createClock } from '../../protocol/client/testing/clock.ts'
import { forgetHere } from './forgetHere.ts'

test('[LINK11] a logout removes what pages keep of the account as well, and neither how they look nor another account’s drafts', () => {
  const clock = createClock()
  const [ann, bob] = [newUserId(clock), newUserId(clock)]
  const kept: Record<string, string> = {
    [`parley/draft/${ann}/chat`]: 'a secret',
    [`parley/draft/${bob}/chat`]: 'another one',
    [`parley/refused/${ann}/chat/id`]: 'words',
    'parley/last': 'chat',
    'parley/look': 'dark',
  }
  const store = Object.create({ removeItem: (key: string) => delete kept[key] })
  forgetHere(() => Object.assign(store, kept), ann)
  expect(Object.keys(kept)).toEqual([`parley/draft/${bob}/chat`, 'parley/look'])
  forgetHere(() => {
    throw new Error('The browser forbids it.')
  }, ann)
})
