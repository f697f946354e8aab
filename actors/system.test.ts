/** The orderly end. */
import { expect, test } from 'bun:test'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

test('[ACTOR8] actors stop in the reverse order of their starts, one after the other', async () => {
  const { sim, system } = createWorld()
  const order: string[] = []
  const kind = notebook({
    async stop({ texts }, reason) {
      order.push(`${texts[0]} ${reason}`)
      await Promise.resolve()
      order.push(`${texts[0]} stopped`)
    },
  })
  const open = system.register(kind)
  for (const id of ['a', 'b', 'c']) open(id).tell('note', id)
  await sim.settle()
  // A new activation is a new start.
  open('a').tell('end', null)
  open('a').tell('note', 'a again')
  await sim.settle()
  order.length = 0
  expect(await system.stop({ deadlineMs: 1_000 })).toEqual([])
  expect(order).toEqual(['a again system', 'a again stopped', 'c system', 'c stopped', 'b system', 'b stopped'])
  expect(sim.timers()).toBe(0)
})

test('[ACTOR8] what is queued is handled, what is owed is paid, and what comes after is refused', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook())('a')
  const append = Promise.withResolvers<string>()
  const owed = ref.ask('later', append.promise, soon)
  const queued = ref.ask('note', 'queued', soon)
  const stopped = system.stop({ deadlineMs: 1_000 })
  await sim.settle()
  expect(await queued).toEqual(['queued'])
  expect(await outcome(ref.ask('note', 'late', soon))).toBe('stopped')
  ref.tell('note', 'late')
  expect(lost).toEqual(['notebook/a note'])
  append.resolve('stored')
  expect([await owed, await stopped]).toEqual(['stored', []])
})

test('[ACTOR8] an actor that stops still hears itself, for a reply may hang on it', async () => {
  const { sim, system } = createWorld()
  const stored = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<string>()
  const base = notebook()
  const kind = notebook({
    receive: {
      ...base.receive,
      later(state, _reply, { self }) {
        stored.promise.then(() => self.tell('note', 'stored'), String)
        return { state, reply: answered.promise }
      },
      note(state, text) {
        answered.resolve(text)
        return { state, reply: [] }
      },
    },
  })
  const asked = system.register(kind)('a').ask('later', Promise.resolve(''), soon)
  const stopped = system.stop({ deadlineMs: 1_000 })
  await sim.settle()
  stored.resolve()
  expect([await asked, await stopped]).toEqual(['stored', []])
})

test('[ACTOR8] an actor still serves those that started after it, until its own turn; nobody starts anew', async () => {
  const { sim, system } = createWorld()
  const open = system.register(notebook())
  const log = open('log')
  log.tell('note', 'first')
  const base = notebook({ kind: 'writer' })
  const kind = notebook({
    ...base,
    receive: { ...base.receive, note: (state, text) => ({ state, reply: log.ask('note', text, soon) }) },
  })
  const write = system.register(kind)('a')
  await sim.settle()
  const written = write.ask('note', 'second', soon)
  const stopped = system.stop({ deadlineMs: 1_000 })
  expect(await written).toEqual(['first', 'second'])
  expect(await outcome(open('new').ask('note', 'x', soon))).toBe('stopped')
  expect(await stopped).toEqual([])
})

test('[ACTOR8] past the deadline the rest is aborted, named, and its askers are told', async () => {
  const { sim, system } = createWorld()
  const open = system.register(notebook())
  open('early').tell('note', 'x')
  await sim.settle()
  const never = new Promise<void>(() => undefined)
  const busy = outcome(open('stuck').ask('slow', { gate: never, text: 'x' }, { timeoutMs: 60_000 }))
  const behind = outcome(open('stuck').ask('note', 'y', { timeoutMs: 60_000 }))
  const stopped = system.stop({ deadlineMs: 500 })
  await sim.advance(500)
  // An actor with nothing to do ends in no time.
  expect(await stopped).toEqual(['notebook/stuck'])
  expect([await busy, await behind]).toEqual(['stopped', 'stopped'])
  expect(system.inspect().kinds.get('notebook')?.actors).toBe(0)
})

test('[ACTOR8] an actor that waits for its restart handles what is queued, then stops', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  ref.tell('crash', 'boom')
  const queued = ref.ask('note', 'queued', soon)
  await sim.settle()
  const stopped = system.stop({ deadlineMs: 500 })
  await sim.advance(10)
  expect([await queued, await stopped]).toEqual([['queued'], []])
})
