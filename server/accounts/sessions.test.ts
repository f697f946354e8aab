import { expect, test } from 'bun:test'
import { isUserId } from '@parley/protocol'
import { rotationGraceMs, sessionMs, sessionsPerUserMax } from './sessions.ts'
import { createHouse } from './testing/house.ts'
import { refusalCode } from './testing/refusal.ts'

const ann = '01hvann0000000000000000000'
if (!isUserId(ann)) throw new Error('The example is no id.')

test('[ACC20] each refresh gives a new token and prolongs the session', async () => {
  const { clock, sessions } = createHouse()
  const first = await sessions.start(ann, 'a laptop')
  clock.at += sessionMs - 1
  const second = await sessions.refresh(first.refreshToken)
  clock.at += sessionMs - 1
  const third = await sessions.refresh(second.refreshToken)
  expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
  expect(new Set([first, second, third].map(({ session }) => session)).size).toBe(1)
})

test('[ACC21] two runs that refresh at once get the same successor', async () => {
  const { sessions } = createHouse()
  const { refreshToken } = await sessions.start(ann, 'a script')
  const runs = await Promise.all(Array.from({ length: 5 }, () => sessions.refresh(refreshToken)))
  expect(new Set(runs.map((run) => run.refreshToken)).size).toBe(1)
  const successor = runs[0]?.refreshToken ?? ''
  expect((await sessions.refresh(successor)).refreshToken).not.toBe(successor)
})

test('[SERVE5] a refresh whose answer was lost, and that is asked again within ten minutes, goes on', async () => {
  const { clock, sessions } = createHouse()
  const { refreshToken } = await sessions.start(ann, 'a browser')
  const lost = await sessions.refresh(refreshToken)
  clock.at += rotationGraceMs - 1
  const again = await sessions.refresh(refreshToken)
  expect(again.refreshToken).toBe(lost.refreshToken)
  expect((await sessions.refresh(again.refreshToken)).session).toBe(again.session)
})

test('[ACC22] the previous token, ten minutes later, ends the session for both who hold it', async () => {
  const { clock, sessions } = createHouse()
  const first = await sessions.start(ann, 'a laptop')
  const second = await sessions.refresh(first.refreshToken)
  clock.at += rotationGraceMs
  expect(await refusalCode(sessions.refresh(first.refreshToken))).toBe('revoked')
  expect(await refusalCode(sessions.refresh(second.refreshToken))).toBe('revoked')
  expect(await sessions.list(ann)).toEqual([])
})

test('[ACC22] a token older than the previous one ends the session at once', async () => {
  const { sessions } = createHouse()
  const first = await sessions.start(ann, 'a laptop')
  const second = await sessions.refresh(first.refreshToken)
  const third = await sessions.refresh(second.refreshToken)
  expect(await refusalCode(sessions.refresh(first.refreshToken))).toBe('revoked')
  expect(await refusalCode(sessions.refresh(third.refreshToken))).toBe('revoked')
})

test('[ACC23] a text that was never a token changes nothing', async () => {
  const { sessions } = createHouse()
  const { refreshToken, session } = await sessions.start(ann, 'a laptop')
  const other = await sessions.start(ann, 'a phone')
  const changed = refreshToken.slice(0, -1) + (refreshToken.endsWith('A') ? 'B' : 'A')
  const swapped = [ann, session, other.refreshToken.split('.')[2]].join('.')
  for (const text of ['', 'x', `${ann}.${session}.`, `${ann}.${session}.${'A'.repeat(64)}`, changed, swapped])
    expect(await refusalCode(sessions.refresh(text))).toBe('unauthenticated')
  expect((await sessions.refresh(refreshToken)).session).toBe(session)
})

test('[ACC24] records hold hashes only: none of the tokens can be found in them', async () => {
  const { records, sessions } = createHouse()
  const first = await sessions.start(ann, 'a laptop')
  const second = await sessions.refresh(first.refreshToken)
  const kept = JSON.stringify(await records.list('session/'))
  for (const { refreshToken } of [first, second]) expect(kept).not.toContain(refreshToken.split('.')[2] ?? '')
})

test('[ACC25] ninety days without new tokens end a session', async () => {
  const { clock, sessions } = createHouse()
  const { refreshToken } = await sessions.start(ann, 'a laptop')
  clock.at += sessionMs
  expect(await sessions.list(ann)).toEqual([])
  expect(await refusalCode(sessions.refresh(refreshToken))).toBe('revoked')
})

test('[ACC26] people see and end only their own sessions', async () => {
  const { env, sessions, person } = createHouse()
  const ben = await person('ben')
  const mine = await sessions.start(ann, 'a laptop')
  const phone = await sessions.start(ann, 'a phone')
  const theirs = await sessions.start(ben, 'a tablet')
  expect((await sessions.list(ann)).map(({ client }) => client).sort()).toEqual(['a laptop', 'a phone'])
  expect(await refusalCode(sessions.revoke(ann, theirs.session))).toBe('notFound')
  await sessions.revokeOthers(ann, mine.session)
  expect((await sessions.list(ann)).map(({ id }) => id)).toEqual([mine.session])
  expect(await refusalCode(sessions.refresh(phone.refreshToken))).toBe('revoked')
  expect((await sessions.list(ben)).map(({ id, seenAt }) => [id, seenAt])).toEqual([[theirs.session, env.now()]])
})

test('[ACC27] a session that is revoked while it refreshes stays revoked', async () => {
  const { sessions } = createHouse()
  const { refreshToken, session } = await sessions.start(ann, 'a laptop')
  const [refreshed] = await Promise.allSettled([sessions.refresh(refreshToken), sessions.revoke(ann, session)])
  expect(await sessions.list(ann)).toEqual([])
  if (refreshed.status === 'fulfilled')
    expect(await refusalCode(sessions.refresh(refreshed.value.refreshToken))).toBe('revoked')
})

test('[ACC28] a person has a bounded number of sessions; a new one ends the one unseen for longest', async () => {
  const { clock, sessions } = createHouse()
  const oldest = await sessions.start(ann, 'the oldest')
  for (let at = 0; at < sessionsPerUserMax; at++) {
    clock.at += 1
    await sessions.start(ann, `device ${at}`)
  }
  const left = await sessions.list(ann)
  expect(left).toHaveLength(sessionsPerUserMax)
  expect(left.map(({ id }) => id)).not.toContain(oldest.session)
})
