import { expect, test } from 'bun:test'
import { failure, FailureError } from '../../failure.ts'
import { failureOf } from '../testing/rig.ts'
import { remoteCalls, serveCalls } from './calls.ts'
import { createPorts, throughClone, throughJson } from './testing/ports.ts'

interface Sums {
  add(one: number, other?: number, last?: number): Promise<number>
  forget(): Promise<void>
  refuse(): Promise<never>
}

const sums: Sums & { readonly secret: string } = {
  secret: 'x',
  add: (one, other = 10, last = 0) => Promise.resolve(one + other + last),
  forget: () => Promise.resolve(),
  refuse: () => Promise.reject(new FailureError(failure('rateLimited', 'Slowly.', 500))),
}
const names = { add: true, forget: true, refuse: true } as const

test('[REMOTE13] a call ends as it ended there, with what it was given and gave', async () => {
  for (const copy of [throughClone, throughJson]) {
    const ports = createPorts(copy)
    const stop = serveCalls(ports.host, 'sums', sums)
    serveCalls(ports.host, 'others', { add: () => Promise.resolve(-1) })
    const { calls } = remoteCalls<Sums>(ports.tab, 'sums', names)
    const others = remoteCalls<Pick<Sums, 'add'>>(ports.tab, 'others', { add: true })
    expect(await calls.add(1)).toBe(11)
    expect(await calls.add(1, undefined, 2)).toBe(13)
    expect(await Promise.all([calls.add(1, 2), others.calls.add(1), calls.add(3, 4)])).toEqual([3, -1, 7])
    expect(await calls.forget()).toBeUndefined()
    expect(await failureOf(calls.refuse())).toEqual(failure('rateLimited', 'Slowly.', 500))
    stop()
  }
})

test('[REMOTE13] only functions of the object itself are called', async () => {
  const ports = createPorts()
  serveCalls(ports.host, 'sums', sums)
  type Wrong = Readonly<Record<'secret' | 'toString' | 'none', () => Promise<unknown>>>
  const { calls } = remoteCalls<Wrong>(ports.tab, 'sums', { secret: true, toString: true, none: true })
  for (const call of [calls.secret, calls.toString, calls.none])
    expect((await failureOf(call()))?.code).toBe('unsupported')
})

test('[REMOTE13] what waits is rejected when the calls are closed', async () => {
  const ports = createPorts()
  const remote = remoteCalls<Sums>(ports.tab, 'sums', names)
  const waiting = [remote.calls.add(1), remote.calls.forget()]
  remote.close()
  remote.close()
  for (const call of [...waiting, remote.calls.add(2)]) expect((await failureOf(call))?.code).toBe('unavailable')
})
