/** What sessions do as time goes by, and when chats refuse. The rules that need a real socket are proved in `server/session.test.ts`. */
import { describe, expect, test } from 'bun:test'
import {
  type Command,
  type DownFrame,
  type Failure,
  failure,
  type FailureCode,
  failures,
  FailureError,
  limits,
  newChatId,
  newSubmissionId,
  type SubmissionId,
} from '@parley/protocol'
import { chatTopic } from '../feed/hub.ts'
import { testEnv } from '../log/contract.ts'
import { createMemoryLog } from '../log/memory.ts'
import { type Device, openSessions, type Sessions } from './testing/sessions.ts'

const ids = testEnv(3)
const minuteMs = 60_000
const kinds = (device: Device): DownFrame['t'][] => device.link.heard.map(({ t }) => t)

/** A person with a device that said hello; its token lasts a minute unless told otherwise. */
async function enter(world: Sessions, lastsMs = minuteMs, user = world.person('ann')) {
  const session = world.login(user)
  const device = await world.connect()
  await device.say({ t: 'hello', versions: [1, 1], token: world.token(user, session, lastsMs) })
  expect(kinds(device)).toEqual(['welcome', 'ready'])
  device.link.heard.length = 0
  return { user, session, device }
}

function expectEnd(device: Device, code: FailureCode): void {
  expect(device.link.heard).toMatchObject([{ t: 'failure', failure: { code } }])
  expect(device.link.closed).toMatchObject([{ code: failures[code].close ?? 0 }])
}
function expectOpen(device: Device): void {
  expect({ closed: device.link.closed, heard: kinds(device) }).toEqual({ closed: [], heard: [] })
}

describe('without a hello', () => {
  test('[SESSION2] the socket is closed when its time is over, and not before', async () => {
    const world = openSessions()
    const device = await world.connect()
    await world.sim.advance(limits.helloTimeoutMs - 1)
    expectOpen(device)
    await world.sim.advance(1)
    expectEnd(device, 'timeout')
    await device.leave()
    expect(world.sim.timers()).toBe(0)
  })

  test('[SESSION2] a hello in the last moment is in time', async () => {
    const world = openSessions()
    const user = world.person('ann')
    const token = world.token(user, world.login(user), minuteMs)
    const device = await world.connect()
    await world.sim.advance(limits.helloTimeoutMs - 1)
    await device.say({ t: 'hello', versions: [1, 1], token })
    await world.sim.advance(10 * limits.helloTimeoutMs)
    expect(kinds(device)).toEqual(['welcome', 'ready'])
    expect(device.link.closed).toEqual([])
  })

  test('[SESSION2] a hello whose token is still looked at when the time is over was in time', async () => {
    const world = openSessions()
    const user = world.person('ann')
    const token = world.token(user, world.login(user), minuteMs)
    const device = await world.connect()
    await world.sim.advance(limits.helloTimeoutMs - 1)
    world.inspection.takesMs = 5
    await device.say({ t: 'hello', versions: [1, 1], token })
    await world.sim.advance(1_000)
    expect(kinds(device)).toEqual(['welcome', 'ready'])
    expect(device.link.closed).toEqual([])
  })

  test('[SESSION2] a socket that goes while its token is looked at leaves nothing behind', async () => {
    const world = openSessions()
    const user = world.person('ann')
    const token = world.token(user, world.login(user), minuteMs)
    const device = await world.connect()
    world.inspection.takesMs = 5
    await device.say({ t: 'hello', versions: [1, 1], token })
    await device.leave()
    await world.sim.advance(minuteMs)
    expect(world.hub.size()).toBe(0)
    expect(world.presences.get(user).status).toBe('offline')
    expect(world.sim.timers()).toBe(0)
  })

  test('[SESSION2] a socket that goes takes its deadline along', async () => {
    const world = openSessions()
    const device = await world.connect()
    await device.leave()
    expect(world.sim.timers()).toBe(0)
    await world.sim.advance(limits.helloTimeoutMs)
    expectOpen(device)
  })

  test('[SESSION2] what comes after the end is ignored', async () => {
    const world = openSessions()
    const user = world.person('ann')
    const device = await world.connect()
    await world.sim.advance(limits.helloTimeoutMs)
    const token = world.token(user, world.login(user), minuteMs)
    await device.say({ t: 'hello', versions: [1, 1], token }, { t: 'ping' })
    expectEnd(device, 'timeout')
    expect(world.hub.size()).toBe(0)
  })
})

describe('a token', () => {
  test('[SESSION3] that ends closes the socket with expired, and not before; the person leaves', async () => {
    const world = openSessions()
    const { user, device } = await enter(world)
    expect(world.presences.get(user).status).toBe('online')
    await world.sim.advance(minuteMs - 1)
    expectOpen(device)
    await world.sim.advance(1)
    expectEnd(device, 'expired')
    expect(world.hub.size()).toBe(0)
    await world.sim.advance(minuteMs)
    expect(world.presences.get(user).status).toBe('offline')
    await device.say({ t: 'ping' })
    expectEnd(device, 'expired')
  })

  test('[SESSION3] that had ended before the hello is refused as expired', async () => {
    const world = openSessions()
    const user = world.person('ann')
    const token = world.token(user, world.login(user), 1_000)
    await world.sim.advance(1_000)
    const device = await world.connect()
    await device.say({ t: 'hello', versions: [1, 1], token })
    expectEnd(device, 'expired')
  })

  test('[SESSION3] is prolonged by another one of the same session', async () => {
    const world = openSessions()
    const { user, session, device } = await enter(world)
    await world.sim.advance(minuteMs - 1)
    const token = world.token(user, session, 5 * minuteMs)
    await device.say({ t: 'renew', token })
    expect(device.link.heard.splice(0)).toEqual([{ t: 'renewed', expiresAt: world.now() + 5 * minuteMs }])
    await world.sim.advance(5 * minuteMs - 1)
    expectOpen(device)
    await world.sim.advance(1)
    expectEnd(device, 'expired')
  })

  test('[SESSION3] is prolonged also when it ends while the new one is looked at', async () => {
    const world = openSessions()
    const { user, session, device } = await enter(world)
    await world.sim.advance(minuteMs - 1)
    world.inspection.takesMs = 5
    await device.say({ t: 'renew', token: world.token(user, session, 5 * minuteMs) })
    await world.sim.advance(1_000)
    expect(kinds(device)).toEqual(['renewed'])
    expect(device.link.closed).toEqual([])
  })

  test('[SESSION3] is not prolonged by one of another session or person, by one that ended, or by none', async () => {
    const world = openSessions()
    const { user, device } = await enter(world)
    const ben = world.person('ben')
    const others = [
      world.token(user, world.login(user), 9 * minuteMs),
      world.token(ben, world.login(ben), 9 * minuteMs),
      world.token(user, world.login(user), 0),
      'no token',
      '',
    ]
    for (const token of others) {
      await device.say({ t: 'renew', token })
      expect(device.link.heard.splice(0)).toMatchObject([{ t: 'failure', failure: { code: 'unauthenticated' } }])
      expect(device.link.closed).toEqual([])
    }
    await world.sim.advance(minuteMs)
    expectEnd(device, 'expired')
  })

  test('[SESSION3] lasts for days: no bound of the clock cuts it short', async () => {
    const world = openSessions()
    const { device } = await enter(world, 40 * 86_400_000)
    await world.sim.advance(40 * 86_400_000 - 1)
    expectOpen(device)
    await world.sim.advance(1)
    expectEnd(device, 'expired')
  })
})

test('[SESSION1] a hello from one place too many is refused for now; when another leaves there is room', async () => {
  const world = openSessions()
  const user = world.person('ann')
  const token = world.token(user, world.login(user), minuteMs)
  const hello = async (): Promise<Device> => {
    const device = await world.connect()
    await device.say({ t: 'hello', versions: [1, 1], token })
    return device
  }
  const [first] = await Promise.all(Array.from({ length: 100 }, hello))
  const more = await hello()
  expectEnd(more, 'overloaded')
  expect(more.link.heard).toMatchObject([{ failure: { retryMs: minuteMs } }])
  await first?.leave()
  expect(kinds(await hello())).toEqual(['welcome', 'ready'])
  expect(world.hub.size()).toBe(100)
})

describe('a submission that was refused', () => {
  const [chat, elsewhere] = [newChatId(ids), newChatId(ids)]
  const command: Command = { type: 'post', content: { kind: 'text', text: 'words' } }
  const newId = (): SubmissionId => newSubmissionId(ids)
  const codes = Object.keys(failures).filter((code): code is FailureCode => code in failures)
  const passing = codes.filter((code) => failures[code].retry === 'later')
  const lasting = codes.filter((code) => failures[code].retry === 'never')
  const why = (code: FailureCode): Failure => failure(code, `It is ${code}.`, 100)

  async function open() {
    const world = openSessions()
    const { user, device } = await enter(world, 86_400_000)
    const submit = (id: SubmissionId, to = chat): Promise<void> => device.say({ t: 'submit', chat: to, id, command })
    /** Ends what was asked last. */
    const reject = async (code: FailureCode): Promise<void> => {
      world.asked.at(-1)?.end({ type: 'rejected', failure: why(code) })
      await world.sim.settle()
    }
    /** So many entries in the store; the first one is this submission's. */
    const fold = async (count: number, first: SubmissionId): Promise<void> => {
      const members = [{ user, role: 'owner' as const }]
      const created = { type: 'chatCreated' as const, chatType: 'group' as const, members }
      const drafts = Array.from({ length: count }, (_, place) => ({
        at: 1,
        by: user,
        cause: place === 0 ? first : newId(),
        event: place === 0 ? created : { type: 'infoChanged' as const, title: `${place}` },
      }))
      const appended = await createMemoryLog(ids, () => undefined).append(chat, 0, drafts)
      if (appended.type !== 'stored') throw new Error('It was not stored.')
      world.store.foldEntries(appended.entries)
    }
    const store = async (isRepeat = false): Promise<void> => {
      const last = world.asked.at(-1)
      if (last === undefined) throw new Error('Nothing was asked.')
      const entry = {
        seq: 7,
        at: world.now(),
        by: user,
        cause: last.submission.id,
        event: { type: 'memberLeft' as const },
      }
      last.end({ type: 'stored', entry, json: JSON.stringify(entry), isRepeat })
      await world.sim.settle()
    }
    return { world, user, device, submit, reject, store, fold, said: () => device.link.heard.splice(0) }
  }

  test.each(passing)('[SESSION5] for now (%s) has later ones of its chat refused the same way', async (code) => {
    const { world, submit, reject, store, said } = await open()
    const [first, second, third] = [newId(), newId(), newId()]
    await submit(first)
    await reject(code)
    expect(said()).toEqual([{ t: 'rejected', chat, id: first, failure: why(code) }])
    for (const id of [second, third, second]) {
      await submit(id)
      expect(said()).toEqual([{ t: 'rejected', chat, id, failure: why(code) }])
    }
    expect(world.asked).toHaveLength(1)
    // Until it comes again; then all goes on.
    await submit(first)
    await store()
    expect(said()).toMatchObject([{ t: 'entries', chat, entries: [{ cause: first }] }])
    await submit(second)
    await store()
    expect(said()).toMatchObject([{ t: 'entries', chat, entries: [{ cause: second }] }])
    expect(world.asked.map(({ submission }) => submission.id)).toEqual([first, first, second])
  })

  test.each(lasting)('[SESSION5] for good (%s) holds nothing up', async (code) => {
    const { world, submit, reject, said } = await open()
    const [first, second] = [newId(), newId()]
    await submit(first)
    await reject(code)
    expect(said()).toEqual([{ t: 'rejected', chat, id: first, failure: why(code) }])
    await submit(second)
    expect(said()).toEqual([])
    expect(world.asked.map(({ submission }) => submission.id)).toEqual([first, second])
  })

  test('[SESSION5] holds up its own chat only, and its own socket only', async () => {
    const { world, user, submit, reject, said } = await open()
    await submit(newId())
    await reject('storageFull')
    said()
    await submit(newId(), elsewhere)
    expect(world.asked).toHaveLength(2)
    const other = await enter(world, minuteMs, user)
    await other.device.say({ t: 'submit', chat, id: newId(), command })
    expect(world.asked).toHaveLength(3)
    expect(said()).toEqual([])
  })

  test('[SESSION5] again holds again, with the newer reason; refused for good it lets the others go', async () => {
    const { world, submit, reject, said } = await open()
    const [first, second] = [newId(), newId()]
    await submit(first)
    await reject('overloaded')
    await submit(first)
    await reject('storageFull')
    said()
    await submit(second)
    expect(said()).toEqual([{ t: 'rejected', chat, id: second, failure: why('storageFull') }])
    await submit(first)
    await reject('forbidden')
    said()
    await submit(second)
    expect(world.asked.at(-1)?.submission.id).toBe(second)
    expect(said()).toEqual([])
  })

  test('[SESSION5] while others were under way behind it holds them until it comes again, whatever became of them', async () => {
    const { world, submit, said } = await open()
    const [first, second, third] = [newId(), newId(), newId()]
    await submit(first)
    await submit(second)
    const [one, two] = world.asked
    one?.end({ type: 'rejected', failure: why('overloaded') })
    await world.sim.settle()
    two?.end({ type: 'rejected', failure: why('timeout') })
    await world.sim.settle()
    expect(said().map((frame) => (frame.t === 'rejected' ? frame.id : frame.t))).toEqual([first, second])
    // The second one may not come before the first.
    await submit(second)
    await submit(third)
    expect(world.asked).toHaveLength(2)
    expect(said()).toEqual([second, third].map((id) => ({ t: 'rejected', chat, id, failure: why('overloaded') })))
    await submit(first)
    await submit(second)
    expect(world.asked.slice(2).map(({ submission }) => submission.id)).toEqual([first, second])
  })

  test('[SESSION5] by an exception is refused with its failure; what is none is internal, told, and holds too', async () => {
    const { world, device, submit, said } = await open()
    const [first, second] = [newId(), newId()]
    await submit(first)
    world.asked.at(-1)?.throw(new FailureError(why('unavailable')))
    await world.sim.settle()
    expect(said()).toEqual([{ t: 'rejected', chat, id: first, failure: why('unavailable') }])
    expect(world.defects).toEqual([])

    await submit(first)
    const defect = new Error('with words that nobody may see')
    world.asked.at(-1)?.throw(defect)
    await world.sim.settle()
    const [rejected] = said()
    expect(rejected).toMatchObject({ t: 'rejected', chat, id: first, failure: { code: 'internal' } })
    expect(JSON.stringify(rejected)).not.toContain('nobody may see')
    expect(world.defects).toEqual([defect])
    await submit(second)
    expect(said()).toMatchObject([{ t: 'rejected', id: second, failure: { code: 'internal' } }])
    expect(device.link.closed).toEqual([])
  })

  test('[SESSION41] that landed all the same holds nothing any more: its author saw the entry and sends it no more', async () => {
    const { world, fold, submit, reject, said } = await open()
    const [first, second] = [newId(), newId()]
    await submit(first)
    await reject('timeout')
    await fold(1, first)
    said()
    await submit(second)
    expect(world.asked.map(({ submission }) => submission.id)).toEqual([first, second])
    expect(said()).toEqual([])
  })

  test('[SESSION9] one that is a repeat is answered here even where the feed tells the chat; a new one is left to the feed', async () => {
    const { device, submit, store, fold, said } = await open()
    device.link.subscribe(chatTopic(chat))
    await fold(7, newId())
    await submit(newId())
    await store(false)
    expect(said()).toEqual([])
    await submit(newId())
    await store(true)
    expect(said()).toMatchObject([{ t: 'entries', chat, entries: [{ seq: 7 }] }])
  })

  test('[SESSION9] a repeat that the feed has yet to tell is left to it: nobody is ahead of the store', async () => {
    const { device, submit, store, fold, said } = await open()
    device.link.subscribe(chatTopic(chat))
    await fold(6, newId())
    await submit(newId())
    await store(true)
    expect(said()).toEqual([])
  })
})
