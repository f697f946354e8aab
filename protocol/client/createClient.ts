/** Puts a client together: connection, outbox, replicas and signals. */
import { createCodec, interpreted } from '../codec.ts'
import type { Entry } from '../event.ts'
import { failure, FailureError } from '../failure.ts'
import type { Answer, DownFrame, Query, Snapshot, UpFrame, UpFrames, WireCursors } from '../frame.ts'
import type { ChatId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Person, Status } from '../person.ts'
import { protocolVersion, protocolVersionMin } from '../version.ts'
import { createAnnouncer } from './announcer.ts'
import { createAsks } from './asks.ts'
import { createChats } from './chats.ts'
import type { Client, ClientOptions } from './client.ts'
import { createConnection } from './connection.ts'
import type { ConnectionState } from './events.ts'
import { createHoles } from './holes.ts'
import { createMarks } from './marks.ts'
import { createOutbox } from './outbox.ts'
import { createPeople } from './people.ts'
import { createSettings } from './settings.ts'
import { toStoredPerson } from './stored.ts'
import { createTeller } from './teller.ts'
import { createTyping } from './typing.ts'
import { hasOlder, type Page } from './window.ts'
import { createVisits } from './visits.ts'
import { createWriter } from './writer.ts'

/** Chats that `follow` may name: the hello that names them must fit a frame. */
export const followMax = 1_000
/** Of a hello, for everything but follow and cursors. */
const helloBytesReserved = 4_096
const followBytes = 29
const cursorBytes = 46
const pageTriesMax = 3
const meKey = 'me'

export function createClient(options: ClientOptions): Client {
  const { env, storage, since = null } = options
  const follow = options.follow === undefined || options.follow === 'all' ? null : options.follow
  if (follow !== null && follow.length > followMax)
    throw new Error(`A client follows at most ${followMax} chats by name.`)
  const codec = createCodec(interpreted)
  const { handled, later, changed, on } = createAnnouncer()
  const olderPages = new Map<ChatId, Promise<boolean>>()
  /** Chats that the next hello leaves out, so that they come as snapshots. */
  const stale = new Set<ChatId>()
  /** Chats of which the server has said something since the hello, or knows that it need not. */
  let confirmedChats = new Set<ChatId>()
  let isStarted = false
  let phase: 'new' | 'loaded' | 'stopped' = 'new'
  let wasReady = false
  let me: Person | null = null
  let status: Status | null = null

  const writer = createWriter((failure) => later({ type: 'failure', failure }))
  const connection = createConnection({
    ...options,
    codec,
    hello,
    onFrame: handled(onFrame),
    onState: handled(onState),
  })
  const send = (frame: UpFrame): void => connection.send(frame)
  const asks = createAsks(env, send)
  const ask = (query: Query): Promise<Answer> => asks.ask(query)
  const typing = createTyping({
    env,
    send,
    onChange: handled((chat, user, on) => {
      later({ type: 'typing', chat, user, on })
      chats.touch(chat)
    }),
  })
  const outbox = createOutbox({
    storage,
    writer,
    env,
    send,
    onChange: handled((chat) => {
      chats.touch(chat)
      visits.touch(chat)
    }),
    onFailed: handled((chat, id, failure) => later({ type: 'rejected', chat, id, failure })),
    afterSave: (chat, run) => chats.saved(chat, run),
    save: () => chats.save(),
  })
  const marks = createMarks({ storage, writer, env, send, isHere: (chat) => chats.replica(chat) !== null })
  const settings = createSettings({
    storage,
    writer,
    env,
    send,
    onChange: handled((keys) => later({ type: 'settings', keys })),
    onRefused: handled((failure) => later({ type: 'failure', failure })),
  })
  const onPeople = handled((people: readonly Person[]) => later({ type: 'people', people }))
  const people = createPeople({ env, storage, writer, ask, onPeople })
  const teller = createTeller({
    since,
    codec,
    ask,
    tell: handled((chat, entry, isLive) => later({ type: 'entry', chat, entry, isLive })),
  })
  const chats = createChats({
    env,
    storage,
    writer,
    codec,
    pending: (chat) => outbox.of(chat),
    typing: (chat) => typing.of(chat),
    onChange: handled(changed),
    onUnread: handled((chat, unread, read) => later({ type: 'unread', chat, unread, read })),
    // What was read must not outlast a crash without the mark that tells the server.
    onSave: () => marks.store(),
  })

  const visits = createVisits({
    env,
    codec,
    ask,
    handled,
    replica: (chat) => chats.replica(chat),
    view: (chat) => chats.view(chat),
    pending: (chat) => outbox.of(chat),
    widen: (chat, window) => chats.widen(chat, window),
    loadOlder: olderPage,
    onChange: (chat) => later({ type: 'visit', chat }),
  })

  function hello(token: string): UpFrames['hello'] {
    confirmedChats = new Set()
    const named = new Set(follow ?? [])
    const room = limits.frameBytesMax - helloBytesReserved - named.size * followBytes
    const cursors: WireCursors = {}
    for (const [chat, { epoch, seq }] of chats.cursors()) {
      if (confirmedChats.size * cursorBytes >= room) break
      if (stale.has(chat) || (follow !== null && !named.has(chat))) continue
      const ofEpoch = (cursors[epoch] ??= {})
      ofEpoch[chat] = seq
      confirmedChats.add(chat)
    }
    stale.clear()
    return {
      t: 'hello',
      versions: [protocolVersionMin, protocolVersion],
      token,
      cursors,
      settings: settings.revision(),
      ...(follow === null ? {} : { chats: [...named] }),
      ...(options.clientName === undefined ? {} : { client: options.clientName }),
    }
  }

  const holes = createHoles({
    ask,
    seqOf: (chat) => chats.replica(chat)?.confirmed.chat.seq ?? null,
    take: handled((chat, entries) =>
      take(
        chat,
        entries.map((entry) => codec.toEntry(entry)),
      ),
    ),
    startOver(chat) {
      stale.add(chat)
      connection.restart()
    },
  })

  function onState(state: ConnectionState): void {
    later({ type: 'state', state })
    if (state.type === 'online') return
    outbox.lost()
    asks.lost()
    typing.lost()
    marks.lost()
    settings.lost()
    people.lost()
  }

  function onFrame(frame: DownFrame): void {
    switch (frame.t) {
      case 'welcome':
        return welcome(frame.user)
      case 'chats':
        people.add(frame.people)
        for (const snapshot of frame.chats) begin(snapshot)
        return
      case 'entries':
        return take(
          frame.chat,
          frame.entries.map((entry) => codec.toEntry(entry)),
        )
      case 'gone':
        return gone(frame.chat)
      case 'ready':
        return ready()
      case 'rejected':
        return outbox.reject(frame.chat, frame.id, frame.failure)
      case 'marks':
        chats.marks(frame.chat, frame.marks)
        return later({ type: 'marks', chat: frame.chat, marks: frame.marks })
      case 'unread':
        marks.confirm(frame)
        return chats.unread(frame)
      case 'typing':
        if (frame.user !== me?.id) typing.hear(frame.chat, frame.user, frame.on)
        return
      case 'presence':
        people.addPresences(frame.presences)
        return later({ type: 'presence', presences: frame.presences })
      case 'contact':
        people.add([frame.contact.person])
        return later({ type: 'contact', contact: frame.contact })
      case 'settings':
        return settings.hear(frame)
      case 'set':
        return settings.answered(frame)
      case 'answer':
        return asks.answer(frame)
      case 'refused':
        return asks.refuse(frame)
      case 'failure':
        return later({ type: 'failure', failure: frame.failure })
      case 'renewed':
      case 'pong':
    }
  }

  function welcome(user: Person): void {
    if (me !== null && me.id !== user.id) {
      // Its outbox is somebody else's words.
      const why = failure('conflict', `What is stored here is @${me.username}'s, and the login is @${user.username}'s.`)
      return connection.stop(why)
    }
    me = user
    writer.keep(() => storage.setValue(meKey, JSON.stringify(user)))
    people.add([user])
  }

  function begin(snapshot: Snapshot): void {
    if (me === null) return
    const { chat, epoch, seq, delivered, read } = snapshot
    confirmedChats.add(chat)
    holes.closed(chat)
    const before = chats.replica(chat)
    const isNew = wasReady && before === null
    marks.confirm({ chat, delivered, read })
    chats.begin(snapshot, me.id)
    visits.begin(chat, before === null ? null : { epoch: before.epoch, seq: before.confirmed.chat.seq })
    chats.read(chat, marks.readOf(chat))
    teller.begin(chat, { epoch, seq }, isNew && snapshot.type === 'private')
    if (!isOnline()) return
    teller.ready()
    deliver(chat)
  }

  function take(chat: ChatId, entries: readonly Entry[]): void {
    const advanced = chats.advance(chat, entries)
    if (advanced !== null) visits.advance(chat, advanced.applied)
    // An entry that a snapshot holds already still confirms its submission.
    for (const entry of entries) {
      if (entry.by === me?.id) outbox.confirm(chat, entry)
      if (entry.event.type === 'messagePosted') typing.hear(chat, entry.by, false)
    }
    if (advanced === null) return
    confirmedChats.add(chat)
    teller.applied(chat, advanced.applied, isOnline() && !holes.has(chat))
    const last = entries[entries.length - 1]
    if (advanced.isGap && last !== undefined) holes.found(chat, last.seq)
    deliver(chat)
  }

  function gone(chat: ChatId): void {
    teller.gone(chat)
    visits.gone(chat)
    if (chats.remove(chat)) later({ type: 'gone', chat })
  }

  const follows = (chat: ChatId): boolean => follow === null || follow.includes(chat)
  const isOnline = (): boolean => connection.state.type === 'online'

  function ready(): void {
    wasReady = true
    // The hello had no room to name them, and the server did not: they are no longer ours.
    for (const chat of chats.ids()) if (follows(chat) && !confirmedChats.has(chat)) gone(chat)
    outbox.ready()
    asks.ready()
    marks.ready()
    settings.ready()
    people.ready()
    if (status !== null) send({ t: 'presence', status })
    teller.ready()
    for (const chat of chats.ids()) deliver(chat)
  }

  function deliver(chat: ChatId): void {
    const seq = isOnline() && follows(chat) ? chats.undelivered(chat) : null
    if (seq !== null) marks.deliver(chat, seq)
  }

  async function loadOlder(chat: ChatId): Promise<boolean> {
    for (let tries = 0; tries < pageTriesMax; tries++) {
      const window = chats.replica(chat)?.confirmed.window
      if (window === undefined)
        throw new FailureError(failure('notFound', 'There is no such chat, or you are not in it.'))
      if (!hasOlder(window)) return false
      const before = window.from
      const answer = await ask({ type: 'history', chat, before, limit: limits.historyPageMax })
      if (answer.type !== 'history') continue
      const messages = answer.messages.map((message) => codec.toMessage(message))
      addPage(chat, { before, messages, asOf: answer.seq, more: answer.more })
      const now = chats.replica(chat)?.confirmed.window
      if (now !== undefined && now.from !== before) return hasOlder(now)
    }
    throw new FailureError(failure('unavailable', 'The chat changed while its history was read. Try again.'))
  }
  function olderPage(chat: ChatId): Promise<boolean> {
    const running = olderPages.get(chat)
    if (running !== undefined) return running
    const page = loadOlder(chat).finally(() => olderPages.delete(chat))
    olderPages.set(chat, page)
    return page
  }
  const addPage = handled((chat: ChatId, page: Page) => void chats.addPage(chat, page))

  return {
    async start() {
      if (isStarted) throw new Error('A client starts once.')
      isStarted = true
      const stored = (await storage.values(meKey)).get(meKey)
      me = stored === undefined ? null : toStoredPerson(stored)
      await people.load()
      await marks.load()
      await settings.load()
      // Before the chats: whoever hears of a chat looks at it, with what waits in it.
      await outbox.load()
      if (me !== null) await chats.load(me.id)
      for (const [chat, cursor] of chats.cursors()) teller.begin(chat, cursor, false)
      // Somebody may have stopped it meanwhile.
      if (phase !== 'new') return
      phase = 'loaded'
      connection.start()
    },
    async stop() {
      phase = 'stopped'
      marks.flush()
      settings.flush()
      connection.stop()
      visits.stop()
      asks.stop()
      chats.save()
      await writer.idle()
    },
    retry() {
      // A hello without what is stored would be answered with what the storage then takes back.
      if (phase === 'loaded') connection.start()
    },
    get state() {
      return connection.state
    },
    get me() {
      return me
    },
    chats: () => chats.list(),
    chat: (id) => chats.view(id),
    submit(chat, command, { id } = {}) {
      if (command.type === 'post') typing.sent(chat)
      return outbox.submit(chat, command, id)
    },
    flushed: () => outbox.flushed(),
    mark: handled((chat, ours) => {
      marks.set(chat, ours)
      if (ours.read !== undefined) chats.read(chat, ours.read)
    }),
    typing: (chat, on) => {
      if (isOnline()) typing.say(chat, on)
    },
    presence(wanted) {
      status = wanted
      send({ t: 'presence', status })
      if (me === null) return
      const own = { user: me.id, status }
      people.say(own)
      later({ type: 'presence', presences: [own] })
    },
    presenceOf: (id) => people.presenceOf(id),
    setting: (key) => settings.get(key),
    settings: (prefix) => settings.under(prefix),
    setSetting: (key, value) => settings.set(key, value),
    ask,
    loadOlder: olderPage,
    visit: (chat, place) => visits.open(chat, place),
    person: (id) => people.get(id),
    cursors: () => teller.cursors() ?? new Map(chats.cursors()),
    on,
  }
}
