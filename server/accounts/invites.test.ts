import { expect, test } from 'bun:test'
import { createHouse } from './testing/house.ts'
import { refusal, refusalCode } from './testing/refusal.ts'

test('[ACC40] only administrators invite', async () => {
  const { invites, person } = createHouse()
  const [ann, ben] = [await person('ann'), await person('ben')]
  expect((await invites.create(ann, { usesMax: 3 })).usesLeft).toBe(3)
  expect(await refusalCode(invites.create(ben, {}))).toBe('forbidden')
})

test('[ACC41] of many who race for two seats, two get one', async () => {
  const { invites, person } = createHouse()
  const { code } = await invites.create(await person('ann'), { usesMax: 2 })
  const racers = await Promise.allSettled(Array.from({ length: 6 }, () => invites.use(code)))
  expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
})

test('[ACC42] an invitation that is unknown, used up or ended gets one and the same answer', async () => {
  const { clock, invites, person } = createHouse()
  const ann = await person('ann')
  const used = await invites.create(ann, {})
  const ended = await invites.create(ann, { days: 1 })
  await invites.use(used.code)
  clock.at = ended.endsAt
  const answers = [await refusal(invites.check('guess')), await refusal(invites.check(used.code))]
  answers.push(await refusal(invites.use(ended.code)), await refusal(invites.check('')))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
})

test('[ACC43] the records hold no code', async () => {
  const { invites, person, records } = createHouse()
  const { code } = await invites.create(await person('ann'), {})
  expect(JSON.stringify(await records.list('invite/'))).not.toContain(code)
})
