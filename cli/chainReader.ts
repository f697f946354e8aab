/** Reads a chat's chain from its server, page by page. What is not as it must be ends the run; nothing is believed. */
import type { Head, SealedEntry } from '@parley/protocol/chain'
import type { Login } from './connect.ts'
import { CliError } from './exit.ts'
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from './fields.ts'

export interface ChainPage {
  readonly epoch: string
  readonly entries: readonly SealedEntry[]
  readonly more: boolean
  /** Of the log, as the server's leader has it. */
  readonly head: Head
  /** What the server itself found wrong. */
  readonly flaw: { readonly seq: number | null; readonly why: string } | null
}

export async function readChain(login: Login, chat: string, after: number): Promise<ChainPage> {
  const answer = await login.ask('GET', `/api/chats/${chat}/chain?after=${after}`)
  const epoch = textAt(answer, 'epoch')
  const head = fieldsAt(answer, 'head')
  const [seq, hash] = [numberAt(head, 'seq'), textAt(head, 'hash')]
  if (!isFields(answer) || epoch === undefined || seq === undefined || hash === undefined)
    throw new CliError('unsupported', `${login.profile.server} does not show the chains of its chats. It is too old.`)
  const flaw = fieldsAt(answer, 'flaw')
  return {
    epoch,
    entries: listAt(answer, 'entries').map(toSealed),
    more: answer['more'] === true,
    head: { seq, hash },
    flaw: flaw === undefined ? null : { seq: numberAt(flaw, 'seq') ?? null, why: textAt(flaw, 'why') ?? '' },
  }
}

/** What is missing is what no entry has: the check finds it. */
const toSealed = (entry: Fields): SealedEntry => ({
  seq: numberAt(entry, 'seq') ?? 0,
  json: textAt(entry, 'json') ?? '',
  hash: textAt(entry, 'hash') ?? '',
  salt: textAt(entry, 'salt') ?? null,
  contentHash: textAt(entry, 'contentHash') ?? null,
})
