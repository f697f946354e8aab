import { describe, expect, test } from 'bun:test'
import { newUserId } from '@parley/protocol'
import { claimMs, founderKey, usernameKey } from './claims.ts'
import { createHouse, home, password } from './testing/house.ts'
import { refusal, refusalCode } from './testing/refusal.ts'

describe('register', () => {
  test('[ACC1] of many who register at once on a new server, one is the administrator', async () => {
    const { register } = createHouse()
    const all = await Promise.all(Array.from({ length: 8 }, (_, at) => register(`person${at}`)))
    expect(all.filter(({ isAdministrator }) => isAdministrator)).toHaveLength(1)
  })

  test('[ACC1] the first account can be made where registration is closed, the second cannot', async () => {
    const { register } = createHouse({ registration: 'closed' })
    const both = await Promise.allSettled([register('ann'), register('ben')])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await refusalCode(register('cem'))).toBe('forbidden')
  })

  test('[ACC2] of two who race for a username or an e-mail address, one gets it', async () => {
    const { accounts, register } = createHouse()
    await register('first')
    const names = await Promise.allSettled([
      accounts.register({ username: 'Ann', email: 'one@example.org', password }, home),
      accounts.register({ username: 'ann', email: 'two@example.org', password }, home),
    ])
    expect(names.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const addresses = await Promise.allSettled([
      accounts.register({ username: 'ben', email: 'Same@Example.org', password }, home),
      accounts.register({ username: 'cem', email: 'same@example.org ', password }, home),
    ])
    expect(addresses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('[ACC2] whoever loses the race for the address lets go of the username', async () => {
    const { accounts, register } = createHouse()
    await register('first')
    await Promise.allSettled([
      accounts.register({ username: 'ann', email: 'same@example.org', password }, home),
      accounts.register({ username: 'ben', email: 'same@example.org', password }, home),
    ])
    const again = await Promise.allSettled([register('ann'), register('ben')])
    expect(again.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('[ACC3] where nobody knows whether the account was stored it keeps its names, and one that was is made', async () => {
    const { records, accounts, register } = createHouse()
    await register('first')
    const { put } = records
    records.put = async (key, value, expected) => {
      const stored = await put(key, value, expected)
      if (key.startsWith('account/')) throw new Error('Nobody knows.')
      return stored
    }
    await register('ann')
    records.put = put
    expect(await accounts.login({ identifier: 'ann', password }, home)).toMatchObject({ user: { username: 'ann' } })
    expect(await refusalCode(register('ann'))).toBe('conflict')
  })

  test('[ACC3] a claim whose account never appeared is taken over after a minute, not before', async () => {
    const { clock, env, records, register } = createHouse()
    await register('first')
    await records.put(usernameKey('ann'), { user: newUserId(env), claimedAt: clock.at }, 0)
    clock.at += claimMs - 1
    expect(await refusalCode(register('ann'))).toBe('conflict')
    clock.at += 1
    expect((await register('ann')).user.username).toBe('ann')
  })

  test('[ACC3] a server that died while it made the first account gets its administrator a minute later', async () => {
    const { clock, env, records, register } = createHouse()
    await records.put(founderKey, { user: newUserId(env), claimedAt: clock.at }, 0)
    expect(await refusalCode(register('ann'))).toBe('unavailable')
    clock.at += claimMs
    expect((await register('ann')).isAdministrator).toBe(true)
    expect((await register('ben')).isAdministrator).toBe(false)
  })

  test.each([
    ['too short', 'seven77'],
    ['too many bytes', 'ä'.repeat(129)],
    ['too common', 'Password123'],
    ['the username', 'annabel.lee'],
    ['the address', 'annabel.lee@example.org'],
  ])('[ACC4] a password that is %s is refused', async (_, bad) => {
    const { accounts } = createHouse()
    const input = { username: 'Annabel.Lee', email: 'Annabel.Lee@example.org', password: bad }
    expect(await refusalCode(accounts.register(input, home))).toBe('invalid')
  })

  test.each([
    ['a username with a space', { username: 'an n', email: 'a@example.org' }],
    ['a username too short', { username: 'an', email: 'a@example.org' }],
    ['an address without @', { username: 'ann', email: 'example.org' }],
    ['an address with a line break', { username: 'ann', email: 'a@exa\nmple.org' }],
    ['a name that turns the text around it', { username: 'ann', email: 'a@example.org', name: 'x\u202egnp' }],
  ])('[ACC5] %s is refused', async (_, input) => {
    const { accounts } = createHouse()
    expect(await refusalCode(accounts.register({ ...input, password }, home))).toBe('invalid')
  })

  test('[ACC6] what comes back holds neither the password nor its hash', async () => {
    const { accounts, register, hasher } = createHouse()
    const me = await register('ann')
    const all = [me, await accounts.login({ identifier: 'ann', password }, home), await accounts.me(me.user.id)]
    expect(JSON.stringify(all)).not.toContain('hash')
    expect(JSON.stringify(all)).not.toContain(password)
    expect(Object.keys(me)).toEqual(['user', 'email', 'isAdministrator'])
    expect(hasher.verified).toHaveLength(1)
  })

  test('[ACC7] by invitation: no code, a wrong code and a used code are refused; the last seat has one winner', async () => {
    const { invites, person, register } = createHouse({ registration: 'invite' })
    const administrator = await person('ann')
    const { code } = await invites.create(administrator, {})
    expect(await refusalCode(register('ben'))).toBe('forbidden')
    expect(await refusalCode(register('ben', { invite: 'guess' }))).toBe('forbidden')
    const racers = await Promise.allSettled(['ben', 'cem', 'dana'].map((name) => register(name, { invite: code })))
    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await refusalCode(register('emil', { invite: code }))).toBe('forbidden')
  })
})

describe('log in', () => {
  test('[ACC8] by username and by e-mail address, whatever the case', async () => {
    const { accounts, register } = createHouse()
    const { user } = await register('ann')
    for (const identifier of ['ann', 'ANN', 'Ann@Example.Org'])
      expect((await accounts.login({ identifier, password }, home)).user).toEqual(user)
  })

  test('[ACC9] an unknown name costs the same work and gets the same answer as a wrong password', async () => {
    const { accounts, register, hasher } = createHouse()
    await register('ann')
    const answers = [
      await refusal(accounts.login({ identifier: 'ann', password: 'a wrong one' }, home)),
      await refusal(accounts.login({ identifier: 'nobody', password: 'a wrong one' }, home)),
      await refusal(accounts.login({ identifier: 'nobody@example.org', password: 'a wrong one' }, home)),
      await refusal(accounts.login({ identifier: '', password: 'a wrong one' }, home)),
    ]
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.code).toBe('unauthenticated')
    expect(hasher.verified).toHaveLength(4)
  })

  test('[ACC10] five wrong tries make an account wait, by any of its names and from any address, before anything is hashed', async () => {
    const { accounts, clock, register, hasher } = createHouse()
    await register('ann')
    const attempt = (identifier: string, at: number) =>
      refusal(accounts.login({ identifier, password: 'a wrong one' }, { address: `192.0.2.${at}`, isLocal: false }))
    for (let at = 0; at < 5; at++) expect((await attempt('ann', at)).code).toBe('unauthenticated')
    const refused = await attempt('ann@example.org', 9)
    expect(refused.code).toBe('rateLimited')
    expect(hasher.verified).toHaveLength(5)
    clock.at += refused.retryMs ?? 0
    expect((await attempt('ann', 9)).code).toBe('unauthenticated')
  })

  test('[ACC10] a name that nobody has is limited the same way', async () => {
    const { accounts } = createHouse()
    const attempt = () => refusalCode(accounts.login({ identifier: 'nobody', password: 'a wrong one' }, home))
    for (let at = 0; at < 5; at++) expect(await attempt()).toBe('unauthenticated')
    expect(await attempt()).toBe('rateLimited')
  })

  test('[ACC11] a log-in that went well counts for nothing', async () => {
    const { accounts, register } = createHouse()
    await register('ann')
    for (let at = 0; at < 50; at++) await accounts.login({ identifier: 'ann', password }, home)
    expect(await refusalCode(accounts.login({ identifier: 'ann', password: 'a wrong one' }, home))).toBe(
      'unauthenticated',
    )
  })
})

test('[ACC12] changing the password needs the old one, and the old one is good no more', async () => {
  const { accounts, person } = createHouse()
  const ann = await person('ann')
  expect(await refusalCode(accounts.changePassword(ann, 'a wrong one', 'a cow in the corridor'))).toBe('forbidden')
  expect(await refusalCode(accounts.changePassword(ann, password, '12345678'))).toBe('invalid')
  await accounts.changePassword(ann, password, 'a cow in the corridor')
  expect(await refusalCode(accounts.login({ identifier: 'ann', password }, home))).toBe('unauthenticated')
  expect((await accounts.login({ identifier: 'ann', password: 'a cow in the corridor' }, home)).user.id).toBe(ann)
})

test('[ACC13] registrations of one address are limited, and asking which names are taken counts as one', async () => {
  const { register } = createHouse({ limits: { registrationsPerHour: 3 } })
  await register('ann')
  expect(await refusalCode(register('ann'))).toBe('conflict')
  await register('ben')
  expect(await refusalCode(register('cem'))).toBe('rateLimited')
})
