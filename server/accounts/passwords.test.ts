import { expect, test } from 'bun:test'
import { createPasswords } from './passwords.ts'
import { countingHasher } from './testing/house.ts'
import { refusal } from './testing/refusal.ts'

test('[ACC50] a password is hashed with Argon2id, m=19456, t=2, and only it opens the hash', async () => {
  const passwords = createPasswords()
  const hash = await passwords.hash('a horse')
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
  expect(await passwords.verify('a horse', hash)).toBe(true)
  expect(await passwords.verify('a cow', hash)).toBe(false)
})

test('[ACC51] an unknown account costs a hash of the same parameters, and no password opens it', async () => {
  expect(await createPasswords().verify('a horse', null)).toBe(false)
  const hasher = countingHasher()
  expect(await createPasswords(hasher).verify('nothing', null)).toBe(false)
  expect(hasher.verified).toEqual([hasher.dummy])
})

test('[ACC52] so many run, so many wait, and what is beyond is refused before it is hashed', async () => {
  const started: string[] = []
  const open = Promise.withResolvers<void>()
  const hash = async (text: string): Promise<string> => {
    started.push(text)
    await open.promise
    return text
  }
  const passwords = createPasswords({ ...countingHasher(), hash }, { runningMax: 2, waitingMax: 3 })
  const accepted = ['1', '2', '3', '4', '5'].map((text) => passwords.hash(text))
  const refused = await refusal(passwords.hash('6'))
  expect(refused.code).toBe('overloaded')
  expect(refused.retryMs).toBeGreaterThan(0)
  expect(started).toEqual(['1', '2'])
  open.resolve()
  expect(await Promise.all(accepted)).toEqual(['1', '2', '3', '4', '5'])
  expect(await passwords.hash('7')).toBe('7')
})

test('[ACC53] a hash that fails gives its place to the next', async () => {
  const hash = async (text: string): Promise<string> => {
    if (text === 'bad') throw new Error('no memory')
    return text
  }
  const passwords = createPasswords({ ...countingHasher(), hash }, { runningMax: 1, waitingMax: 3 })
  const all = await Promise.allSettled(['bad', 'good', 'bad', 'fine'].map((text) => passwords.hash(text)))
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
})
