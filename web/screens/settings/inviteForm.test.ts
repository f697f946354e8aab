import { expect, test } from 'bun:test'
import { inviteLink, inviteTrouble, inviteWish } from './inviteForm.ts'

test('[WEBS12] an invitation is for a number of people and of days that the server takes, and leads to its page', () => {
  expect(inviteTrouble({ uses: '1', days: '365' })).toEqual({ uses: null, days: null })
  for (const text of ['', '0', '-1', '1.5', 'two', '1001', '9999999'])
    expect(inviteTrouble({ uses: text, days: '7' }).uses).not.toBeNull()
  expect(inviteTrouble({ uses: '1', days: '366' }).days).not.toBeNull()
  expect(inviteWish({ uses: ' 3 ', days: '7' })).toEqual({ usesMax: 3, days: 7 })
  expect(inviteLink('https://chat.example.org', 'a-b_c')).toBe('https://chat.example.org/invite/a-b_c')
})
