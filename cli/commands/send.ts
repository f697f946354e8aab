/**
 * `send`: one request when nothing waits and the server answers; the outbox otherwise. Whatever waits goes first.
 */
import { findChat, isId, toAddress } from '../address.ts'
import { connect, type Login } from '../connect.ts'
import { CliError, usage } from '../exit.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { type SentMessage, toSentMessage } from '../message.ts'
import { type Names, openNames } from '../names.ts'
import { type Draft, type FlushResult, openOutbox, openOutboxIfAny, type Outbox, outboxPath } from '../outbox.ts'
import { isOutage } from '../rest.ts'
import { safeLine } from '@parley/protocol/text/sanitise'
import type { World } from '../world.ts'

export interface SendOptions extends SharedOptions {
  readonly key?: string
  readonly replyTo?: number
  readonly flush?: boolean
}

export async function send(
  cli: Invocation,
  chat: string | undefined,
  text: string | undefined,
  options: SendOptions,
): Promise<void> {
  if (options.flush === true) {
    if (chat !== undefined) throw usage('--flush takes no message.')
    const login = await connect(cli)
    return flushOnly(cli, login, openNames(login.profile, login.user.id, cli.world))
  }
  if (chat === undefined) throw usage('To whom? Write: parley send CHAT TEXT')
  toAddress(chat)
  const drafts = await toDrafts(await readText(cli, text), chat, options, cli.world)
  const login = await connect(cli)
  const names = openNames(login.profile, login.user.id, cli.world)
  const outbox = openOutboxIfAny(outboxPath(login), cli.world)
  try {
    if (outbox === null || outbox.waiting() === 0) await sendDirect(cli, login, names, outbox, drafts)
    else {
      outbox.add(drafts)
      await sendBehind(cli, login, names, outbox, drafts)
    }
  } finally {
    outbox?.close()
  }
}

async function sendDirect(
  cli: Invocation,
  login: Login,
  names: Names,
  outbox: Outbox | null,
  drafts: readonly Draft[],
) {
  for (const [place, draft] of drafts.entries())
    try {
      show(cli, draft, await post(login, names, draft))
    } catch (error) {
      if (!isOutage(error)) throw error
      const rest = drafts.slice(place)
      const keeper = outbox ?? openOutbox(outboxPath(login), cli.world)
      try {
        keeper.add(rest)
      } finally {
        if (outbox === null) keeper.close()
      }
      await showQueued(cli, rest)
      throw queued(rest.length, error.message)
    }
}

/** The drafts stand in the outbox already, behind others. */
async function sendBehind(cli: Invocation, login: Login, names: Names, outbox: Outbox, drafts: readonly Draft[]) {
  const keys = new Set(drafts.map((draft) => draft.key))
  const sent = new Map<string, SentMessage>()
  let result: FlushResult | undefined
  try {
    result = await flush(cli, login, names, outbox, sent)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const left = drafts.filter((draft) => !sent.has(draft.key))
    for (const draft of drafts) {
      const message = sent.get(draft.key)
      if (message !== undefined) show(cli, draft, message)
    }
    await showQueued(cli, left)
    throw queued(outbox.waiting(), error.message)
  }
  if (result === undefined) {
    await showQueued(cli, drafts)
    throw queued(drafts.length, 'Another run of parley is delivering.')
  }
  const older = [...sent.keys()].filter((key) => !keys.has(key)).length
  if (older > 0) cli.output.words(`${older} waiting ${older === 1 ? 'message was' : 'messages were'} delivered.`)
  const failed = outbox.failed()
  for (const draft of drafts) {
    const refused = failed.find((one) => one.key === draft.key)
    if (refused !== undefined) throw new CliError(refused.code, refused.message)
    // Another run may have delivered it: the same key gives the same message.
    show(cli, draft, sent.get(draft.key) ?? (await post(login, names, draft)))
  }
}

async function flushOnly(cli: Invocation, login: Login, names: Names): Promise<void> {
  const outbox = openOutboxIfAny(outboxPath(login), cli.world)
  if (outbox === null || outbox.waiting() === 0) {
    cli.output.words('Nothing waits.')
    outbox?.close()
    return
  }
  const sent = new Map<string, SentMessage>()
  try {
    const result = await flush(cli, login, names, outbox, sent)
    if (result === undefined) throw queued(outbox.waiting(), 'Another run of parley is delivering.')
    cli.output.words(`${result.delivered} delivered.`)
    if (result.failed.length > 0)
      throw new CliError('conflict', `${result.failed.length} could not be delivered; parley doctor shows them.`)
  } catch (error) {
    throw isOutage(error) ? queued(outbox.waiting(), error.message) : error
  } finally {
    for (const message of sent.values()) print(cli, message)
    outbox.close()
  }
}

async function flush(cli: Invocation, login: Login, names: Names, outbox: Outbox, sent: Map<string, SentMessage>) {
  const result = await outbox.flush({
    deliver: async (draft) => {
      sent.set(draft.key, await patiently(cli.world, () => post(login, names, draft)))
    },
    isFinal: (error): error is CliError => error instanceof CliError && finalCodes.has(error.code),
  })
  for (const draft of result?.failed ?? [])
    cli.output.words(
      `A waiting message to ${safeLine(draft.address)} was refused and is kept (parley doctor): ${draft.message}`,
    )
  return result
}

/** What the server will say again, however often the same message comes. */
const finalCodes = new Set(['invalid', 'forbidden', 'notFound', 'ambiguous', 'conflict', 'tooLarge', 'usage'])
const patienceMs = 10_000

/** Waits out a short rate limit, so that a long outbox gets through it. */
async function patiently<Result>(world: World, work: () => Promise<Result>): Promise<Result> {
  for (;;)
    try {
      return await work()
    } catch (error) {
      const retryMs = error instanceof CliError && error.code === 'rateLimited' ? error.retryMs : undefined
      if (retryMs === undefined || retryMs > patienceMs) throw error
      await world.sleep(retryMs)
    }
}

async function post(login: Login, names: Names, draft: Draft): Promise<SentMessage> {
  const address = toAddress(draft.address)
  const chat = await findChat(login, names, address, { isCreating: true })
  try {
    return await postTo(login, chat, draft)
  } catch (error) {
    // The remembered chat is gone, as when a server was set up anew: look again, once.
    if (address.type !== 'person' || !(error instanceof CliError) || error.code !== 'notFound') throw error
    if (draft.replyTo !== null) throw error
    names.forget(address.username)
    return postTo(login, await findChat(login, names, address, { isCreating: true }), draft)
  }
}

const postTo = async (login: Login, chat: string, { key, text, replyTo }: Draft): Promise<SentMessage> =>
  toSentMessage(
    await login.ask('POST', `/api/chats/${chat}/messages`, {
      key,
      body: replyTo === null ? { text } : { text, replyTo },
    }),
  )

async function readText(cli: Invocation, text: string | undefined): Promise<string> {
  if (text !== undefined && text !== '-') return text
  if (await cli.world.input.isTerminal()) cli.output.words('Type the message; Ctrl-D ends it.')
  return (await cli.world.input.read()).replace(/\r?\n$/, '')
}

/** A text of so many UTF-16 units cannot be too long for one message: no need to know the bound exactly. */
const surelyShort = 2_000
const keyCharsMax = 190

async function toDrafts(text: string, address: string, options: SendOptions, world: World): Promise<Draft[]> {
  if (text.trim() === '') throw usage('The message is empty.')
  const key = options.key ?? world.unique()
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(key) || key.length > keyCharsMax)
    throw usage(`A key has 1 to ${keyCharsMax} printable ASCII characters and no space at its ends.`)
  const parts = text.length <= surelyShort ? [text] : (await import('@parley/protocol')).splitText(text)
  return parts.map((part, place) => ({
    key: place === 0 ? key : `${key}.${place + 1}`,
    address,
    text: part,
    replyTo: place === 0 ? (options.replyTo ?? null) : null,
  }))
}

function show(cli: Invocation, draft: Draft, message: SentMessage): void {
  if (message.text !== draft.text && !message.isChanged)
    cli.output.words('This key was used before, with another text: nothing new was sent.')
  print(cli, message, isId(draft.address) ? 'the chat' : draft.address)
}

function print({ output }: Invocation, { chat, seq, id, at, by, text }: SentMessage, to = chat): void {
  if (output.isJson) output.json({ chat, seq, id, at, by, text })
  else if (output.isTerminal) output.line(`Sent to ${safeLine(to)} as #${seq} (${id}).`)
  else output.line(id)
}

/** A queued message has its id already: its key makes it. */
async function showQueued({ output }: Invocation, drafts: readonly Draft[]): Promise<void> {
  const { submissionIdOfKey } = await import('@parley/protocol')
  for (const { key, address, text } of drafts) {
    const id = submissionIdOfKey((text) => new Bun.CryptoHasher('sha256').update(text).digest(), key)
    if (output.isJson) output.json({ chat: isId(address) ? address : null, id, text, queued: true })
    else output.line(output.isTerminal ? `Queued for ${safeLine(address)} (${id}).` : id)
  }
}

const queued = (waiting: number, why: string): CliError =>
  new CliError('queued', `${waiting} ${waiting === 1 ? 'message waits' : 'messages wait'} in the outbox. ${why}`)
