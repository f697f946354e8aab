/** `read`: messages in their present state, oldest first. */
import { findChat, toAddress } from '../address.ts'
import { connect, type Login } from '../connect.ts'
import { usage } from '../exit.ts'
import { type Fields, isFields, listAt, numberAt } from '../fields.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { messageLine, type People, withAuthor } from '../message.ts'
import { membersOf } from '../members.ts'
import { openNames, peopleIn } from '../names.ts'

export interface ReadOptions extends SharedOptions {
  readonly limit: number
  readonly before?: number
  readonly after?: number
  readonly mark?: boolean
}

export async function read(cli: Invocation, text: string, options: ReadOptions): Promise<void> {
  if (options.before !== undefined && options.after !== undefined) throw usage('Say --before or --after, not both.')
  const address = toAddress(text)
  const login = await connect(cli)
  const chat = await findChat(login, openNames(login.profile, login.user.id, cli.world), address, { isCreating: false })
  const { output } = cli
  let people: People = new Map()
  let lastSeq = 0
  const print = (messages: readonly Fields[]): void => {
    lastSeq = numberAt(messages.at(-1), 'seq') ?? lastSeq
    for (const message of messages)
      if (output.isJson) output.json(withAuthor(message, people))
      else output.line(messageLine(message, { hasColor: output.hasColor, people }))
  }
  if (options.after === undefined) {
    // What is asked for backwards is printed forwards: the pages are held until the oldest is there.
    const pages: Page[] = []
    for await (const page of pagesOf(login, chat, options)) pages.unshift(page)
    people = await authors(login, chat, pages)
    for (const { messages } of pages) print(messages)
  } else
    for await (const page of pagesOf(login, chat, options)) {
      people = new Map([...people, ...(await authors(login, chat, [page], people))])
      print(page.messages)
    }
  if (options.mark === true && lastSeq > 0)
    await login.ask('POST', `/api/chats/${chat}/read`, { body: { seq: lastSeq } })
}

interface Page {
  readonly messages: readonly Fields[]
  readonly people: People
}

const pageMax = 100

async function* pagesOf(login: Login, chat: string, { limit, before, after }: ReadOptions): AsyncIterable<Page> {
  let left = limit
  let edge = after ?? before
  for (let hasMore = true; hasMore && left > 0;) {
    const query = new URLSearchParams({ limit: String(Math.min(left, pageMax)) })
    if (edge !== undefined) query.set(after === undefined ? 'before' : 'after', String(edge))
    const answer = await login.ask('GET', `/api/chats/${chat}/messages?${query.toString()}`)
    const messages = listAt(answer, 'messages')
    yield { messages, people: peopleIn(isFields(answer) ? answer['people'] : undefined) }
    left -= messages.length
    edge = numberAt(after === undefined ? messages[0] : messages.at(-1), 'seq')
    hasMore = messages.length > 0 && edge !== undefined && isFields(answer) && answer['more'] === true
  }
}

/** Who wrote these pages: as the server says beside them, else from the chat's members. */
async function authors(login: Login, chat: string, pages: readonly Page[], known: People = new Map()): Promise<People> {
  const people = new Map([...known, [login.user.id, login.user] as const, ...pages.flatMap((page) => [...page.people])])
  const strangers = pages.some((page) => page.messages.some(({ by }) => typeof by === 'string' && !people.has(by)))
  if (!strangers) return people
  return new Map([...people, ...peopleIn(await membersOf(login, chat))])
}
