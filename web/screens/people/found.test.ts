import { expect, test } from 'bun:test'
import { type Contact, type ContactState, isUserId, type Person } from '@parley/protocol'
import { contactGroups, foundPeople, matches } from './found.ts'

const person = (letter: string, name: string, username: string): Person => {
  const id = `0${letter.repeat(25)}`
  if (!isUserId(id)) throw new Error(`${id} is no id.`)
  return { id, name, username }
}
const ann = person('a', 'Ann', 'ann')
const bob = person('b', 'Bob Marsh', 'bob')
const zoe = person('z', 'Zoe', 'zoe')
const mia = person('m', 'Mia Marsh', 'mia')
const contact = (person: Person, state: ContactState): Contact => ({ person, state })

test('[WEBS9] a search shows contacts first, then others, nobody twice and never oneself', () => {
  const contacts = [contact(mia, 'accepted'), contact(bob, 'accepted'), contact(zoe, 'blocked')]
  expect(foundPeople(contacts, [], '', ann.id)).toEqual([bob, mia])
  expect(foundPeople(contacts, [zoe, mia, ann], 'm', ann.id)).toEqual([bob, mia, zoe])
})

test('[WEBS9] a query finds words of a name and the username, with or without its @', () => {
  expect(matches(bob, 'mar')).toBe(true)
  expect(matches(bob, '@BO')).toBe(true)
  expect(matches(bob, 'arsh')).toBe(false)
})

test('[WEBS10] who waits for an answer stands first among the contacts, and empty groups are left out', () => {
  const contacts = [contact(zoe, 'accepted'), contact(bob, 'accepted'), contact(mia, 'incoming'), contact(ann, 'none')]
  const groups = contactGroups(contacts, '')
  expect(groups.map(({ state }) => state)).toEqual(['incoming', 'accepted'])
  expect(groups[1]?.contacts.map(({ person }) => person)).toEqual([bob, zoe])
  expect(contactGroups(contacts, 'zo').map(({ state }) => state)).toEqual(['accepted'])
})
