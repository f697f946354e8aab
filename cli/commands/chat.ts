/** `chat`: making a chat, looking at it, and changing who is in it. */
import { findChat, toAddress, toMember } from '../address.ts'
import { connect, type Login } from '../connect.ts'
import { CliError, usage } from '../exit.ts'
import { type Fields, fieldsAt, isFields, numberAt, textAt } from '../fields.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openNames } from '../names.ts'
import { safeLine } from '@parley/protocol/text/sanitise'
import { membersOf } from '../members.ts'

export interface CreateChatOptions extends SharedOptions {
  readonly group?: boolean
  readonly channel?: boolean
  readonly private?: boolean
  readonly description?: string
  readonly member: readonly string[]
}

export async function createChat(
  cli: Invocation,
  title: string | undefined,
  options: CreateChatOptions,
): Promise<void> {
  const body = toRequest(title, options)
  const login = await connect(cli)
  const chat = await login.ask('POST', '/api/chats', { body })
  const id = textAt(chat, 'id')
  if (id === undefined) throw new CliError('unsupported', 'The server made the chat, but did not answer with it.')
  const [member = ''] = body.members
  if (body.type === 'private' && member.startsWith('@'))
    openNames(login.profile, login.user.id, cli.world).learn({ people: new Map([[member.slice(1), id]]) })
  if (cli.output.isJson) cli.output.json(chat)
  else if (cli.output.isTerminal) cli.output.line(`Made ${safeLine(body.title ?? member)} (${id}).`)
  else cli.output.line(id)
}

interface ChatRequest {
  readonly type: 'group' | 'channel' | 'private'
  readonly members: readonly string[]
  readonly title?: string
  readonly description?: string
}

function toRequest(title: string | undefined, options: CreateChatOptions): ChatRequest {
  const types = (['group', 'channel', 'private'] as const).filter((type) => options[type] === true)
  const [type, ...others] = types
  if (type === undefined || others.length > 0) throw usage('Say one of --group, --channel and --private.')
  const members = options.member.map(toMember)
  const { description } = options
  if (type === 'private') {
    const all = title === undefined ? members : [toMember(title), ...members]
    if (all.length !== 1) throw usage('A private chat is with one other person: parley chat create --private @name')
    return { type, members: all }
  }
  if (title === undefined) throw usage(`A ${type} needs a title.`)
  return { type, title, members, ...(description === undefined ? {} : { description }) }
}

export async function showChat(cli: Invocation, address: string): Promise<void> {
  const { login, id } = await open(cli, address)
  const [chat, members] = await Promise.all([login.ask('GET', `/api/chats/${id}`), membersOf(login, id)])
  const { output } = cli
  if (output.isJson) return output.json(isFields(chat) ? { ...chat, members } : chat)
  const title = textAt(chat, 'title') ?? toName(members.find((one) => textAt(one, 'user') !== login.user.id))
  output.line(`${safeLine(title)} (${textAt(chat, 'type') ?? 'chat'}, ${id})`)
  const description = textAt(chat, 'description')
  if (description !== undefined) output.line(safeLine(description))
  output.line(`${numberAt(chat, 'memberCount') ?? members.length} members`)
  output.rows(
    members.map((member) => ({
      json: member,
      cells: [toName(member), textAt(fieldsAt(member, 'person'), 'name') ?? '', textAt(member, 'role') ?? ''],
    })),
  )
}

const toName = (member: unknown): string => `@${textAt(fieldsAt(member, 'person'), 'username') ?? '?'}`

export async function addToChat(cli: Invocation, address: string, names: readonly string[]): Promise<void> {
  const members = names.map(toMember)
  const { login, id } = await open(cli, address)
  const answer = await login.ask('POST', `/api/chats/${id}/members`, { body: { members } })
  done(cli, answer, { chat: id, added: members }, `Added ${names.join(', ')}.`)
}

export async function removeFromChat(cli: Invocation, address: string, name: string): Promise<void> {
  const user = toMember(name)
  const { login, id } = await open(cli, address)
  const answer = await login.ask('DELETE', `/api/chats/${id}/members/${encodeURIComponent(user)}`)
  done(cli, answer, { chat: id, removed: user }, `Removed ${name}.`)
}

export async function changeRole(cli: Invocation, address: string, name: string, role: string): Promise<void> {
  const roles = ['owner', 'administrator', 'moderator', 'member']
  if (!roles.includes(role)) throw usage(`"${role}" is no role. They are: ${roles.join(', ')}.`)
  const user = toMember(name)
  const { login, id } = await open(cli, address)
  const answer = await login.ask('PUT', `/api/chats/${id}/members/${encodeURIComponent(user)}`, { body: { role } })
  done(cli, answer, { chat: id, user, role }, `${name} is ${role} now.`)
}

export async function leaveChat(cli: Invocation, address: string): Promise<void> {
  const { login, id } = await open(cli, address)
  const answer = await login.ask('DELETE', `/api/chats/${id}/members/${login.user.id}`)
  done(cli, answer, { chat: id, isLeft: true }, 'You have left the chat.')
}

async function open(cli: Invocation, text: string): Promise<{ login: Login; id: string }> {
  const address = toAddress(text)
  const login = await connect(cli)
  const names = openNames(login.profile, login.user.id, cli.world)
  return { login, id: await findChat(login, names, address, { isCreating: false }) }
}

/** The server's own answer as data where it gives one; otherwise what was done. */
function done({ output }: Invocation, answer: unknown, otherwise: Fields, words: string): void {
  if (output.isJson) output.json(isFields(answer) ? answer : otherwise)
  else output.words(safeLine(words))
}
