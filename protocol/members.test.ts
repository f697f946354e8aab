import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { isUserId, newUserId, type UserId } from './ids.ts'
import { Members } from './members.ts'
import type { Role } from './permission.ts'

let draws = 0
const source = { now: () => 1_700_000_000_000, random: () => (draws++ * 0.618_033_988_749) % 1 }
const users = Array.from({ length: 300 }, () => newUserId(source))
/** Ids that differ only at their beginning meet in one leaf, however deep. */
const twins = Array.from({ length: 40 }, (_, at) => `${String(at).padStart(10, '0')}${'z'.repeat(16)}`).filter(
  (text): text is UserId => isUserId(text),
)

test('[CHAT16] the members are a map: the same as a Map after anything, and every older version stays what it was', () => {
  const step = fc.record({
    user: fc.constantFrom(...users, ...twins),
    role: fc.constantFrom<Role | null>('owner', 'administrator', 'moderator', 'member', null),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
      const model = new Map<UserId, Role>()
      let members = Members.none
      let kept: { readonly members: Members; readonly model: ReadonlyMap<UserId, Role> } | null = null
      for (const [at, { user, role }] of steps.entries()) {
        if (at === Math.floor(steps.length / 2)) kept = { members, model: new Map(model) }
        if (role === null) model.delete(user)
        else model.set(user, role)
        members = role === null ? members.remove(user) : members.set(user, role)
        expect(members.get(user)).toBe(role ?? undefined)
        expect(members.size).toBe(model.size)
      }
      expect(new Map(members)).toEqual(model)
      expect(new Map(kept?.members ?? [])).toEqual(new Map(kept?.model ?? []))
      for (const user of [...users, ...twins]) expect(members.has(user)).toBe(model.has(user))
    }),
    { numRuns: 60 },
  )
})
