/**
 * One account in use, line by line: which chat is open, what was told of it, and what this client has said. Commands act on
 * it; `teller` tells what happens.
 */
import { type ChatId, type Command, failure, FailureError, type SubmissionId } from '@parley/protocol'
import type { Api, ChatView, Client } from '@parley/protocol/client'
import type { Clock } from '@parley/protocol/text'
import type { KeptAccount, TuiWorld } from '../world.ts'
import { messageLine, type Message, type Names, namesOf } from './lines.ts'
import { createTelling } from './telling.ts'

/** Where lines come from and go to is the caller's. */
export type LinearWorld = Omit<TuiWorld, 'stdin' | 'stdout' | 'stderr'>

export interface Session {
  readonly world: LinearWorld
  readonly account: KeptAccount
  readonly client: Client
  readonly api: Api
  readonly names: Names
  readonly ours: ReadonlySet<SubmissionId>
  say(line: string): void
  /** A line that names people: told when they are known. `null` is no line. Everything is told in the order of the calls. */
  tell(line: () => string | null): void
  /** Tells what waits for names. */
  flush(): void
  clock(): Clock
  readonly current: ChatId | null
  /** Throws where no chat is open. */
  view(): ChatView
  /** Tells its last messages and marks it read. `null` closes, so that nothing goes to a chat that was not meant. */
  open(chat: ChatId | null): Promise<void>
  /** Tells up to `count` messages before those that were told. */
  older(count: number): Promise<void>
  /** Waits until it is kept here, and a moment for the server. Throws where it cannot be kept. */
  submit(chat: ChatId, command: Command): Promise<void>
  /** Something that was asked for was refused. */
  readonly hasFailed: boolean
  failed(sentence: string): void
}

export const shownMax = 10
/** An answer of the server that comes within it is told before the next line is read. */
const settleMs = 1_000

export const no = (sentence: string): FailureError => new FailureError(failure('invalid', sentence))

export interface SessionPorts {
  readonly world: LinearWorld
  readonly account: KeptAccount
  readonly client: Client
  readonly api: Api
  readonly write: (line: string) => void
}

export function createSession({ world, account, client, api, write }: SessionPorts): Session {
  const telling = createTelling({ world, client, say: write })
  const { tell } = telling
  const say = (line: string): void => tell(() => line)
  const names = namesOf(client, telling.person)
  const ours = new Set<SubmissionId>()
  let current: ChatId | null = null
  /** The oldest message of the open chat that was told. */
  let toldFrom = 0
  let hasFailed = false

  const clock = (): Clock => ({
    now: world.now(),
    offset: (at) => -new Date(at).getTimezoneOffset(),
    hour12: false,
  })
  const failed = (sentence: string): void => {
    hasFailed = true
    say(sentence)
  }
  function view(): ChatView {
    const found = current === null ? null : client.chat(current)
    if (found === null) throw no('No chat is open. /chats lists them, /open NAME opens one.')
    return found
  }
  /** The last `count` messages before a seq, oldest first; fetched where they are not here. */
  async function before(seq: number, count: number): Promise<readonly Message[]> {
    const here = (): readonly Message[] => view().messages.filter((message) => message.seq < seq)
    while (here().length < count && view().hasOlder && (await client.loadOlder(view().id)));
    return here().slice(-count)
  }
  function tellMessages(messages: readonly Message[]): void {
    const of = view()
    for (const message of messages) tell(() => messageLine(of, message, names, clock()))
    const [first] = messages
    if (first !== undefined) toldFrom = first.seq
  }

  return {
    world,
    account,
    client,
    api,
    names,
    ours,
    say,
    tell,
    flush: telling.flush,
    clock,
    get current() {
      return current
    },
    get hasFailed() {
      return hasFailed
    },
    failed,
    view,
    async open(chat) {
      current = chat
      toldFrom = Number.MAX_SAFE_INTEGER
      if (chat === null) return
      const { unread, seq } = view()
      tell(() => `Open: ${names.chat(chat)}${unread > 0 ? `, ${unread} unread` : ''}.`)
      // Without the server what is here must do.
      const messages = await before(toldFrom, Math.max(shownMax, Math.min(unread, shownMax * 3))).catch(() =>
        view().messages.slice(-shownMax),
      )
      tellMessages(messages)
      client.mark(chat, { read: seq })
    },
    async older(count) {
      const messages = await before(toldFrom, count)
      tellMessages(messages)
      if (messages.length === 0) say('There is nothing older.')
    },
    async submit(chat, command) {
      const { id, stored, settled } = client.submit(chat, command)
      if (command.type === 'post') ours.add(id)
      await stored
      const over = settled.then((result) => {
        if (result.type === 'failed') failed(`Refused: ${result.failure.message}`)
        else if (command.type === 'post')
          tell(() => `Sent #${result.entry.seq}${chat === current ? '' : ` in ${names.chat(chat)}`}.`)
      })
      if (client.state.type !== 'online') return say('Kept. It is sent when there is a connection.')
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const cancel = world.after(settleMs, resolve)
      await Promise.race([over, late])
      cancel()
    },
  }
}
