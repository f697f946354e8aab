/**
 * `verify`: checks a chat from its first entry to its last, and compares three opinions:
 *
 *     this program    every hash, computed anew from what the server hands out
 *     the server      what it finds in its own copy, and the head of its log
 *     this device     what the terminal client of this login was told, and keeps
 */
import { createCodec, interpreted, isChatId } from '@parley/protocol'
import { createChain, type Head, zeroHash } from '@parley/protocol/chain'
import { findChat, toAddress } from '../address.ts'
import { readChain } from '../chainReader.ts'
import { connect, type Login } from '../connect.ts'
import { CliError } from '../exit.ts'
import type { Invocation } from '../invocation.ts'
import { keptChat, type KeptChat } from '../keptChat.ts'
import { compareKept } from '../keptMessages.ts'
import { openNames } from '../names.ts'

const progressMs = 2_000
/** A chat may grow while it is read. */
const triesMax = 20

interface Flaw {
  /** `null` for the whole chat. */
  readonly seq: number | null
  readonly why: string
}

interface Opinions {
  readonly epoch: string
  readonly head: Head
  /** What this program finds; `null` where all is well. */
  readonly here: Flaw | null
  readonly server: Flaw | null
  /** `undefined` where the device keeps nothing that can be compared. */
  readonly device: Flaw | null | undefined
}

export async function verify(cli: Invocation, text: string): Promise<void> {
  const address = toAddress(text)
  const login = await connect(cli)
  const chat = await findChat(login, openNames(login.profile, login.user.id, cli.world), address, { isCreating: false })
  const codec = createCodec(interpreted)
  const kept = await keptChat(login, chat, codec)
  const { epoch, head, here, server, device } = await check(cli, login, chat, kept, codec)
  const { output } = cli
  const flaw = here ?? server ?? device ?? null
  if (output.isJson)
    output.json({
      chat,
      epoch,
      isWhole: flaw === null,
      head,
      here,
      server,
      ...(device === undefined || kept === null
        ? { device: null }
        : { device: { seq: kept.seq, messages: kept.messages.length, flaw: device } }),
    })
  else {
    output.line(
      here === null ? `${head.seq} entries, every hash computed anew: whole. Head ${head.hash}` : `Here: ${say(here)}`,
    )
    output.line(server === null ? 'The server finds its own copy whole.' : `The server: ${say(server)}`)
    output.line(deviceLine(kept, device))
  }
  if (flaw !== null) throw new CliError('damaged', `The chat is damaged. ${say(flaw)} ${advice}`)
}

const advice = 'Tell who runs the server: a backup, or another node of the cluster, may have it whole.'
const say = ({ seq, why }: Flaw): string => (seq === null ? why : `Entry ${seq}: ${why}`)

function deviceLine(kept: KeptChat | null, flaw: Flaw | null | undefined): string {
  if (kept === null) return 'This device keeps no copy of the chat to compare with.'
  if (flaw === undefined) return 'What this device keeps is of another time of the log and cannot be compared.'
  const what = `${kept.messages.length} messages up to entry ${kept.seq}`
  return flaw === null ? `What this device keeps, ${what}, is the same.` : `This device: ${say(flaw)}`
}

async function check(
  { world, output }: Invocation,
  login: Login,
  chat: string,
  kept: KeptChat | null,
  codec: ReturnType<typeof createCodec>,
): Promise<Opinions> {
  if (!isChatId(chat)) throw new Error(`The server calls a chat what is no id: ${chat}`)
  const chain = createChain((text) => Bun.SHA256.hash(text, 'hex'))
  let head: Head = { seq: 0, hash: zeroHash }
  let server: Flaw | null = null
  let toldAt = world.now()
  let comparison: ReturnType<typeof compareKept> | null = null
  for (let tries = 0; tries < triesMax;) {
    const page = await readChain(login, chat, head.seq)
    const { epoch } = page
    if (head.seq === 0 && kept?.epoch === epoch) comparison ??= compareKept(kept, codec)
    server ??= page.flaw
    const verdict = chain.verify(chat, head, page.entries)
    if (verdict.type === 'broken') {
      const { seq, why } = verdict
      return { epoch, head, here: { seq, why }, server, device: undefined }
    }
    head = verdict.head
    for (const entry of page.entries) comparison?.add(entry)
    if (world.now() - toldAt > progressMs) {
      toldAt = world.now()
      output.words(`${head.seq} of ${page.head.seq} entries …`)
    }
    if (page.more && page.entries.length > 0) continue
    const here = flawOfHead(head, page.head)
    if (here !== 'behind') return { epoch, head, here, server, device: comparison?.flaw() }
    tries++
  }
  throw new CliError('unavailable', 'The chat grows faster than it can be read. Try again later.')
}

/** The log may have grown while this was read. */
function flawOfHead(own: Head, log: Head): Flaw | null | 'behind' {
  if (log.seq > own.seq) return 'behind'
  if (log.seq < own.seq)
    return { seq: log.seq + 1, why: `The server hands out ${own.seq} entries, and its log has ${log.seq}.` }
  return log.hash === own.hash ? null : { seq: own.seq, why: 'It is another one in the log.' }
}
