import { expect, test } from 'bun:test'
import { limits } from '@parley/protocol'
import { descriptionTrouble, peopleLeft, titleTrouble } from './chatForm.ts'

test('[WEBS8] a new chat is checked by the bounds of the protocol, before it is asked for', () => {
  expect(titleTrouble('  ')).toBe('A title is needed.')
  expect(titleTrouble('x'.repeat(limits.titleCharsMax))).toBeNull()
  expect(titleTrouble('x'.repeat(limits.titleCharsMax + 2))).toContain('2 too many')
  expect(descriptionTrouble('')).toBeNull()
  expect(descriptionTrouble('x'.repeat(limits.descriptionCharsMax))).toBeNull()
  expect(descriptionTrouble('x'.repeat(limits.descriptionCharsMax + 1))).toContain('1 too many')
  expect(peopleLeft(limits.membersPerCommandMax - 1)).toBe(1)
  expect(peopleLeft(limits.membersPerCommandMax + 1)).toBe(0)
})
