import { expect, test } from 'bun:test'
import { placeOf } from './paths.ts'

test('[WEBS13] every path leads to its panel, and any other one says that nothing is there', () => {
  expect(placeOf('/contacts')).toEqual({ type: 'contacts' })
  expect(placeOf('/contacts/')).toEqual({ type: 'contacts' })
  expect(placeOf('/new/private')).toEqual({ type: 'newPrivate', username: '' })
  expect(placeOf('/new/private/ann')).toEqual({ type: 'newPrivate', username: 'ann' })
  expect(placeOf('/new/group')).toEqual({ type: 'newChat', chat: 'group' })
  expect(placeOf('/settings')).toEqual({ type: 'settings', section: null })
  expect(placeOf('/settings/keys')).toEqual({ type: 'settings', section: 'keys' })
  expect(placeOf('/login')).toEqual({ type: 'entry' })
  expect(placeOf('/invite/abc')).toEqual({ type: 'invite' })
  for (const path of [
    '',
    '/',
    '/x',
    '/contacts/x',
    '/settings/x',
    '/settings/keys/x',
    '/new',
    '/new/x',
    '/new/group/x',
    '//',
    '/new/private/a/b',
  ])
    expect(placeOf(path)).toEqual({ type: 'nowhere' })
})
