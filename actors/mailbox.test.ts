import { expect, test } from 'bun:test'
import { array, assert, boolean, constantFrom, integer, property } from 'fast-check'
import { Letter, Mailbox } from './mailbox.ts'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

test('[ACTOR7] a mailbox keeps order and bound, and hands back every letter that it does not keep', () => {
  assert(
    property(
      array(boolean(), { maxLength: 200 }),
      integer({ min: 1, max: 5 }),
      constantFrom('reject', 'dropOldest'),
      (offers, capacity, overflow) => {
        const mailbox = new Mailbox()
        const model: string[] = []
        offers.forEach((isOffer, at) => {
          if (!isOffer) {
            expect(mailbox.take()?.call).toBe(model.shift())
            return
          }
          const refused = mailbox.offer(new Letter(`${at}`, null, null), capacity, overflow)
          const isFull = model.length === capacity
          const expected = !isFull ? undefined : overflow === 'reject' ? `${at}` : model.shift()
          if (!isFull || overflow === 'dropOldest') model.push(`${at}`)
          expect(refused?.call).toBe(expected)
          expect(mailbox.size).toBe(model.length)
        })
      },
    ),
  )
})

test('[ACTOR7] a full mailbox answers overloaded at once, and a tell becomes a dead letter', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook({ mailbox: { capacity: 2, overflow: 'reject' } }))('a')
  const gate = Promise.withResolvers<void>()
  ref.tell('slow', { gate: gate.promise, text: 'first' })
  await sim.settle()
  ref.tell('note', 'second')
  const third = ref.ask('note', 'third', soon)
  expect(await outcome(ref.ask('note', 'no room', soon))).toBe('overloaded')
  ref.tell('end', null)
  expect(lost).toEqual(['notebook/a end'])
  expect(system.inspect()).toMatchObject({ deadLetters: 1, waiting: 1 })
  expect(system.inspect().kinds.get('notebook')).toMatchObject({ queued: 2, deepest: 2 })
  gate.resolve()
  expect(await third).toEqual(['first', 'second', 'third'])
})

test('[ACTOR7] where the oldest goes first, it is answered too', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook({ mailbox: { capacity: 1, overflow: 'dropOldest' } }))('a')
  const gate = Promise.withResolvers<void>()
  ref.tell('slow', { gate: gate.promise, text: 'first' })
  await sim.settle()
  const oldest = outcome(ref.ask('note', 'second', soon))
  const newest = ref.ask('note', 'third', soon)
  gate.resolve()
  expect([await oldest, await newest]).toEqual(['overloaded', ['first', 'third']])
})

test('[ACTOR7] an actor always hears itself, however full its mailbox is', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook({ mailbox: { capacity: 1, overflow: 'reject' } }))('a')
  const gate = Promise.withResolvers<void>()
  ref.tell('remind', { ms: 5, text: 'reminded' })
  await sim.settle()
  ref.tell('slow', { gate: gate.promise, text: 'first' })
  await sim.settle()
  ref.tell('note', 'second')
  await sim.advance(5)
  gate.resolve()
  await sim.settle()
  expect(await ref.ask('note', 'last', soon)).toEqual(['first', 'second', 'reminded', 'last'])
  expect(lost).toEqual([])
})
