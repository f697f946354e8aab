/** `watch`: what happens in one chat or in all, as it happens, for as long as it is wanted. */
import { type ChatId, isChatId, parseCursors, type UserId } from '@parley/protocol'
import { findChat, toAddress } from '../address.ts'
import { connect, type Login } from '../connect.ts'
import { CliError, usage } from '../exit.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openNames } from '../names.ts'
import { type Followed, type Pursuit, pursue } from '../pursuit.ts'
import { openTalk, type Talk } from '../talk.ts'
import { createWatchPrinter, type WatchPrinter } from '../watchPrinter.ts'

export interface WatchOptions extends SharedOptions {
  readonly since?: string
  readonly count?: number
  readonly until?: string
  readonly timeout?: number
}

export async function watch(cli: Invocation, chat: string | undefined, options: WatchOptions): Promise<void> {
  const address = chat === undefined ? null : toAddress(chat)
  const pursuit = toPursuit(options.since)
  const isLast = createEnd(options)
  const login = await connect(cli)
  const printer = createWatchPrinter(cli.output, pursuit.cursors, login.user)
  const ending = new AbortController()
  const { world } = cli
  const stopListening = world.onInterrupt(() => ending.abort(new CliError('interrupted', 'Interrupted.')))
  const clock =
    options.timeout === undefined
      ? undefined
      : setTimeout(
          () => ending.abort(new CliError('timeout', `Nothing more within ${options.timeout} seconds.`)),
          options.timeout * 1_000,
        )
  try {
    for (let failures = 0; ;) {
      try {
        const only = address === null ? null : await chatIdOf(cli, login, address)
        await follow(cli, {
          login,
          only,
          pursuit,
          printer,
          isLast,
          ending: ending.signal,
          onReady: () => (failures = 0),
        })
        return
      } catch (error) {
        if (ending.signal.aborted) throw ending.signal.reason
        if (!comesBack(error)) throw error
        if (error.code === 'expired') await login.renew()
        const waitMs = error.retryMs ?? backoffMs(failures++, world.random())
        cli.output.words(`${error.message} Trying again in ${Math.ceil(waitMs / 1_000)} s.`)
        await world.sleep(waitMs, ending.signal)
      }
    }
  } finally {
    clearTimeout(clock)
    stopListening()
  }
}

/** `--since 0` is everything there is; a chat that a cursor does not know is one that came after it. */
function toPursuit(since: string | undefined): Pursuit {
  if (since === undefined) return { cursors: new Map(), beginning: 'now' }
  if (since === '0') return { cursors: new Map(), beginning: 'first' }
  const cursors = parseCursors(since)
  if (cursors === null) throw usage('--since takes a cursor as watch --json prints it, or 0 for everything.')
  return { cursors: new Map(cursors), beginning: 'joined' }
}

type IsLast = (line: { readonly text: string | null }) => boolean

function createEnd({ count, until }: WatchOptions): IsLast {
  let lines = 0
  const pattern = until === undefined ? null : toPattern(until)
  return ({ text }) => ++lines === count || (text !== null && pattern?.test(text) === true)
}

function toPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u')
  } catch (error) {
    throw usage(`--until is no regular expression: ${error instanceof Error ? error.message : text}`)
  }
}

async function chatIdOf(cli: Invocation, login: Login, address: ReturnType<typeof toAddress>): Promise<ChatId> {
  const names = openNames(login.profile, login.user.id, cli.world)
  const id = await findChat(login, names, address, { isCreating: false })
  if (!isChatId(id)) throw new CliError('notFound', `"${id}" is no id of a chat.`)
  return id
}

interface Following {
  readonly login: Login
  readonly only: ChatId | null
  readonly pursuit: Pursuit
  readonly printer: WatchPrinter
  readonly isLast: IsLast
  readonly ending: AbortSignal
  readonly onReady: () => void
}

/** One connection's time: returns when the last line is printed, throws when the connection ends. */
async function follow(cli: Invocation, following: Following): Promise<void> {
  const { login, only, pursuit, printer, isLast, ending, onReady } = following
  const cursors = only === null ? pursuit.cursors : onlyOf(pursuit.cursors, only)
  const talk = await openTalk(login, cli.world, { cursors, ...(only === null ? {} : { chats: [only] }) })
  const stop = (): void => talk.close()
  ending.addEventListener('abort', stop)
  if (ending.aborted) stop()
  try {
    for await (const followed of pursue(talk, myId(talk), pursuit)) {
      if (followed.type === 'ready') {
        if (only !== null && !pursuit.cursors.has(only))
          throw new CliError('notFound', 'There is no such chat, or you are not in it.')
        onReady()
        cli.output.words('Watching.')
      } else if (followed.type === 'replaced')
        cli.output.words('The server has another history than the cursor: going on from now.')
      else if (followed.type === 'gone' && only !== null)
        throw new CliError('notFound', 'You are not in this chat any more.')
      else {
        await learnAuthor(talk, printer, followed)
        if (printer.take(followed) && isLast({ text: textOf(followed) })) return
      }
    }
  } finally {
    ending.removeEventListener('abort', stop)
    talk.close()
  }
}

const myId = (talk: Talk): UserId => talk.welcome.user.id

/** A cursor that names more chats than are watched keeps what it says of the others out of what is printed. */
function onlyOf(cursors: Pursuit['cursors'], only: ChatId): Pursuit['cursors'] {
  for (const chat of cursors.keys()) if (chat !== only) cursors.delete(chat)
  return cursors
}

/** Asks who somebody is before what they said is printed. */
async function learnAuthor(talk: Talk, printer: WatchPrinter, followed: Followed): Promise<void> {
  if (followed.type !== 'entry' || printer.knows(followed.entry.by)) return
  const answer = await talk.ask({ type: 'people', ids: [followed.entry.by] })
  if (answer.type === 'people') printer.take({ type: 'people', people: answer.people })
  printer.give(followed.entry.by)
}

function textOf(followed: Followed): string | null {
  if (followed.type !== 'entry' || followed.entry.event.type !== 'messagePosted') return null
  const { content } = followed.entry.event
  return content.kind === 'text' ? content.text : null
}

const backoffMsMin = 250
const backoffMsMax = 15_000

/** Doubles up to its bound, and takes a random part of it, so that not everybody comes back in the same moment. */
export const backoffMs = (failures: number, random: number): number =>
  backoffMsMin + random * Math.min(backoffMsMax, backoffMsMin * 2 ** failures)

const backCodes = new Set(['expired', 'rateLimited', 'internal', 'overloaded', 'unavailable', 'timeout', 'storageFull'])
const comesBack = (error: unknown): error is CliError => error instanceof CliError && backCodes.has(error.code)
