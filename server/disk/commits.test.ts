/** Group commit when the writer does not answer well: the channel is the world here, and may fail as it likes. */
import { expect, test } from 'bun:test'
import { type Channel, createCommits, type Outcome } from './commits.ts'

interface World {
  readonly asked: string[]
  readonly channel: Channel
  readonly answer: (reply: string) => void
  readonly lose: (error: Error) => void
}

function world(): World {
  const asked: string[] = []
  let next = Promise.withResolvers<string>()
  return {
    asked,
    channel: {
      ask(message) {
        asked.push(message)
        next = Promise.withResolvers<string>()
        return next.promise
      },
      stop: () => undefined,
    },
    answer: (reply) => next.resolve(reply),
    lose: (error) => next.reject(error),
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

function setUp() {
  const it = world()
  const defects: unknown[] = []
  const outcomes: string[] = []
  const commits = createCommits(it.channel, (error) => defects.push(error))
  const told: number[] = []
  commits.afterGroup(() => told.push(outcomes.length))
  const submit = (lines: string): void =>
    commits.submit({
      lines,
      settle: (outcome: Outcome) =>
        outcomes.push(outcome.type === 'done' ? `${lines}=${outcome.answer}` : `${lines} ${outcome.type}`),
    })
  return { ...it, commits, submit, outcomes, defects, told }
}

test('[LOG24] what is asked while a group is under way becomes the next group, and a group settles in one turn', async () => {
  const { submit, asked, answer, outcomes, told } = setUp()
  submit('a')
  submit('b')
  await turns()
  submit('c')
  submit('d')
  expect(asked).toEqual(['a\nb'])
  answer('done\n1\n2')
  await turns()
  expect(asked).toEqual(['a\nb', 'c\nd'])
  expect(outcomes).toEqual(['a=1', 'b=2'])
  answer('done\n3\n0')
  await turns()
  expect(outcomes).toEqual(['a=1', 'b=2', 'c=3', 'd=0'])
  expect(told).toEqual([2, 4])
})

test('[LOG25] a commit whose end nobody knows is unknown to its whole group, and the next group is tried', async () => {
  const { submit, answer, outcomes, defects } = setUp()
  submit('a')
  submit('b')
  await turns()
  answer('unknown\nSQLITE_IOERR_FSYNC: disk I/O error')
  await turns()
  expect(outcomes).toEqual(['a unknown', 'b unknown'])
  expect(defects).toHaveLength(1)
  submit('c')
  await turns()
  answer('done\n7')
  await turns()
  expect(outcomes.at(-1)).toBe('c=7')
})

test('[LOG25] when the writer is gone its group is unknown, what waited is refused, and so is what comes', async () => {
  const { submit, lose, outcomes, defects, commits } = setUp()
  submit('a')
  await turns()
  submit('b')
  const cleaned = commits.clean().catch(String)
  lose(new Error('gone'))
  await turns()
  expect(outcomes).toEqual(['a unknown', 'b failed'])
  expect(defects).toHaveLength(1)
  expect(() => submit('c')).toThrow('Restart the server')
  expect(await cleaned).toContain('Restart the server')
  await commits.close()
})

test('[LOG26] erasing waits for a quiet moment, but not for ever, and once for all who wait', async () => {
  const { submit, answer, asked, commits } = setUp()
  submit('first')
  await turns()
  let cleaned = 0
  const waits = [commits.clean().then(() => (cleaned += 1)), commits.clean().then(() => (cleaned += 1))]
  let groups = 0
  while (asked.at(-1) !== 'checkpoint' && groups < 1_000) {
    groups += 1
    submit(`group ${groups}`)
    answer('done\n1')
    await turns()
  }
  expect(groups).toBeGreaterThan(1)
  expect(groups).toBeLessThan(100)
  answer('done')
  await Promise.all(waits)
  expect(cleaned).toBe(2)
  expect(asked.filter((message) => message === 'checkpoint')).toHaveLength(1)
})

test('[LOG27] what waits has a bound, beyond which the disk is unavailable', async () => {
  const { submit } = setUp()
  const flood = (): void => {
    for (let place = 0; place < 1_000_000; place++) submit('x')
  }
  expect(flood).toThrow('The disk cannot keep up')
})
