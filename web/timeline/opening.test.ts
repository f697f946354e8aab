import { expect, test } from 'bun:test'
import { openingOf } from './opening.ts'
import { messagesTo } from './testing/messages.ts'

const messages = messagesTo(100, 1_001)
const ask = { messages, hasOlder: true, target: null, unreadAfter: null, place: null }

test('[WEBT26] the path comes before the divider, the divider before where the reader was, and else the end', () => {
  const place = { seq: 1_020, offset: 7 }
  expect(openingOf({ ...ask, target: 1_050, unreadAfter: 1_040, place }).arrival).toEqual({
    type: 'target',
    seq: 1_050,
  })
  expect(openingOf({ ...ask, unreadAfter: 1_040, place }).arrival).toEqual({ type: 'unread' })
  expect(openingOf({ ...ask, place }).arrival).toEqual({ type: 'place', ...place })
  expect(openingOf(ask)).toMatchObject({ type: 'here', span: { to: null } })
})

test('[WEBT27] a place that is not loaded is visited, unless the whole chat is here', () => {
  expect(openingOf({ ...ask, unreadAfter: 400 })).toMatchObject({ type: 'visit', seq: 401 })
  expect(openingOf({ ...ask, unreadAfter: 400, hasOlder: false })).toMatchObject({ type: 'here' })
  expect(openingOf({ ...ask, messages: [], target: 3 })).toMatchObject({ type: 'visit', seq: 3 })
})
