/** `watch`: what happens in one chat or in all, as it happens, for as long as it is wanted. */
import { type ChatId, isChatId, parseCursors, type UserId } from '@parley/protocol'
import { type Address, findChat, toAddress } from '../address.ts'
import { connect, type Login } from '../connect.ts'
import { CliError, usage } from '../exit.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openNames } from '../names.ts'
import { type Followed, type Pursuit, pursue } from '../pursuit.ts'
import { openTalk, type Talk } from '../talk.ts'
import type { World } from '../world.ts'
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
  const following = { login, address, pursuit, printer, isLast }
  await Promise.race([followForEver(cli, following), interruption(cli.world), timeout(options.timeout)])
}

/** Rejects at Ctrl-C. */
const interruption = (world: World): Promise<never> =>
  new Promise((_, reject) => world.onInterrupt(() => reject(new CliError('interrupted', 'Interrupted.'))))

/** Rejects when the time is over; never, without one. */
const timeout = (seconds: number | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (seconds === undefined) return
    setTimeout(() => reject(new CliError('timeout', `Nothing more within ${seconds} seconds.`)), seconds * 1_000)
  })

interface Following {
  readonly login: Login
  readonly address: Address | null
  readonly pursuit: Pursuit
  readonly printer: WatchPrinter
  readonly isLast: IsLast
}

/** One connection after the other, until the last line is printed or what comes is no outage. */
async function followForEver(cli: Invocation, following: Following): Promise<void> {
  const { world, output } = cli
  const { login, address } = following
  let only: ChatId | null = null
  let isExpired = false
  for (let failures = 0; ;)
    try {
      if (isExpired) await login.renew()
      isExpired = false
      // Once: a title that changes meanwhile does not end what has begun.
      if (address !== null) only ??= await chatIdOf(cli, login, address)
      await follow(cli, following, only, () => (failures = 0))
      return
    } catch (error) {
      if (!comesBack(error)) throw error
      isExpired = error.code === 'expired'
      const waitMs = error.retryMs ?? backoffMs(failures++, world.random())
      output.words(`${error.message} Trying again in ${Math.ceil(waitMs / 1_000)} s.`)
      await world.sleep(waitMs)
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

async function chatIdOf(cli: Invocation, login: Login, address: Address): Promise<ChatId> {
  const names = openNames(login.profile, login.user.id, cli.world)
  const id = await findChat(login, names, address, { isCreating: false })
  if (!isChatId(id)) throw new CliError('notFound', `"${id}" is no id of a chat.`)
  return id
}

/** One connection's time: returns when the last line is printed, throws when the connection ends. */
async function follow(
  cli: Invocation,
  { login, pursuit, printer, isLast }: Following,
  only: ChatId | null,
  onReady: () => void,
): Promise<void> {
  const cursors = only === null ? pursuit.cursors : onlyOf(pursuit.cursors, only)
  const talk = await openTalk(login, cli.world, { cursors, ...(only === null ? {} : { chats: [only] }) })
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
const backoffMs = (failures: number, random: number): number =>
  backoffMsMin + random * Math.min(backoffMsMax, backoffMsMin * 2 ** failures)

const backCodes = new Set(['expired', 'rateLimited', 'internal', 'overloaded', 'unavailable', 'timeout', 'storageFull'])
const comesBack = (error: unknown): error is CliError => error instanceof CliError && backCodes.has(error.code)
