import { expect, test } from 'bun:test'
import { newChatId, newUserId } from '@parley/protocol'
import { failure, type Failure } from '@parley/protocol'
import { createClock } from '../../protocol/client/testing/clock.ts'
import { createDraftKeeper, type DraftKeeper } from './drafts.ts'

const clock = createClock(1)
const me = newUserId(clock)
const chat = newChatId(clock)
const key = `draft/${chat}`

/** An account and a device, and a page on it. */
interface Device {
  /** What the field holds. */
  text: string | null
  readonly keeper: DraftKeeper
}

function createAccount(refuse: () => Failure | null = () => null) {
  const settings = new Map<string, string>()
  const said: (string | null)[] = []
  const set = (value: string | null): void => void (value === null ? settings.delete(key) : settings.set(key, value))
  return {
    settings,
    said,
    /** Another device writes. */
    elsewhere: set,
    client: {
      setting: (name: string) => settings.get(name) ?? null,
      setSetting(_name: string, value: string | null) {
        const refused = refuse()
        if (refused !== null) return refused
        said.push(value)
        set(value)
        return null
      },
    },
  }
}

function open(account: ReturnType<typeof createAccount>, store: Map<string, string>, ticking = createClock(2)): Device {
  const kept = {
    get: (name: string) => store.get(name) ?? null,
    set: (name: string, value: string | null) => void (value === null ? store.delete(name) : store.set(name, value)),
    keys: () => [...store.keys()],
    watch: () => () => undefined,
  }
  const device: { text: string | null; keeper: DraftKeeper } = {
    text: null,
    keeper: createDraftKeeper({ client: account.client, env: ticking, kept, me, chat, read: () => device.text }),
  }
  device.text = device.keeper.begin()
  return device
}

function write(device: Device, text: string | null): void {
  device.text = text
  device.keeper.changed()
}

test('[WEBC4] a draft is on this device after a pause, and in the account after a longer one', async () => {
  const [account, store, time] = [createAccount(), new Map<string, string>(), createClock(3)]
  const device = open(account, store, time)
  write(device, 'a')
  await time.advance(299)
  expect(store.size).toBe(0)
  await time.advance(1)
  expect([...store.values()].join()).toContain('"a"')
  expect(account.said).toEqual([])
  await time.advance(1_700)
  expect(account.said).toEqual(['a'])
})

test('[WEBC4] whoever types without a pause loses no more than two seconds', async () => {
  const [account, store, time] = [createAccount(), new Map<string, string>(), createClock(3)]
  const device = open(account, store, time)
  for (let at = 1; at <= 60; at++) {
    write(device, 'x'.repeat(at))
    await time.advance(200)
  }
  const kept = Math.max(
    ...[...store.values()]
      .join()
      .matchAll(/x+/g)
      .map(([word]) => word.length),
  )
  expect(kept).toBeGreaterThanOrEqual(60 - 10)
  expect(account.said.length).toBe(1)
})

test('[WEBC5] what the account has not got survives the page, and then goes to the account', async () => {
  const [account, store] = [createAccount(), new Map<string, string>()]
  const [before, after] = [createClock(3), createClock(4)]
  write(open(account, store, before), 'kept')
  await before.advance(300)
  const again = open(account, store, after)
  expect(again.text).toBe('kept')
  await after.advance(2_000)
  expect(account.said).toEqual(['kept'])
  await after.advance(3_000)
  expect(store.size).toBe(0)
})

test('[WEBC5] a draft that was sent does not come back, though the page ended at once', () => {
  const [account, store] = [createAccount(), new Map<string, string>()]
  account.elsewhere('old')
  const device = open(account, store)
  device.text = null
  device.keeper.save()
  expect(account.said).toEqual([null])
  // The account did not get it any more.
  account.elsewhere('old')
  expect(open(account, store).text).toBeNull()
})

test('[WEBC6] the draft of another device takes the place of one that is untouched here', () => {
  const account = createAccount()
  account.elsewhere('one')
  const device = open(account, new Map())
  expect(device.text).toBe('one')
  account.elsewhere('two')
  expect(device.keeper.heard()).toBe('two')
  device.text = 'two'
  account.elsewhere(null)
  expect(device.keeper.heard()).toBeNull()
})

test('[WEBC6] what somebody writes here stays, also when the page comes again', async () => {
  const [account, store, time] = [createAccount(), new Map<string, string>(), createClock(3)]
  account.elsewhere('one')
  const device = open(account, store, time)
  write(device, 'mine')
  account.elsewhere('two')
  expect(device.keeper.heard()).toBeUndefined()
  await time.advance(300)
  expect(open(account, store).text).toBe('mine')
})

test('[WEBC5] a draft that is too long for the account stays on this device', async () => {
  const account = createAccount(() => failure('tooLarge', 'No.'))
  const [store, time] = [new Map<string, string>(), createClock(3)]
  write(open(account, store, time), 'long')
  await time.advance(60_000)
  expect(open(account, store).text).toBe('long')
})

test('[WEBC5] what cannot be read as a draft is none', () => {
  const account = createAccount()
  account.elsewhere('one')
  for (const wrong of ['', '{', 'null', '[]', '{"text":1,"base":null}'])
    expect(open(account, new Map([[`parley/draft/${me}/${chat}`, wrong]])).text).toBe('one')
})
