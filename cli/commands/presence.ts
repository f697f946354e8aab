/** `presence`: whether the people you know are there, and saying how you are. */
import { limits, type Person, type Presence, type Status } from '@parley/protocol'
import { connect } from '../connect.ts'
import { usage } from '../exit.ts'
import type { Invocation } from '../invocation.ts'
import { timeText } from '../message.ts'
import { openTalk, type Talk } from '../talk.ts'

const statuses = ['online', 'away', 'busy', 'offline'] as const

export async function presence(cli: Invocation, given: string | undefined): Promise<void> {
  const status = statuses.find((one) => one === given)
  if (given !== undefined && status === undefined)
    throw usage(`"${given}" is no presence. They are: ${statuses.join(', ')}.`)
  const login = await connect(cli)
  const talk = await openTalk(login, cli.world, status === undefined ? {} : { chats: [] })
  try {
    if (status === undefined) await show(cli, talk)
    else await say(cli, talk, status)
  } finally {
    talk.close()
  }
}

/** Holds for all devices that are connected, until the last of them goes. */
async function say({ output }: Invocation, talk: Talk, status: Status): Promise<void> {
  talk.send({ t: 'presence', status })
  // An answer to what was asked later says that the status was heard.
  await talk.ask({ type: 'people', ids: [] })
  if (output.isJson) output.json({ user: talk.welcome.user.id, status })
  else output.words(`You are ${status}, as long as one of your devices is connected.`)
}

async function show({ output }: Invocation, talk: Talk): Promise<void> {
  const presences = new Map<string, Presence>()
  const people = new Map<string, Person>()
  for await (const frame of talk.frames()) {
    if (frame.t === 'presence') for (const one of frame.presences) presences.set(one.user, one)
    if (frame.t === 'chats') for (const person of frame.people) people.set(person.id, person)
    if (frame.t === 'ready') break
  }
  const unknown = [...presences.values()].map(({ user }) => user).filter((user) => !people.has(user))
  for (let at = 0; at < unknown.length; at += limits.peoplePageMax) {
    const answer = await talk.ask({ type: 'people', ids: unknown.slice(at, at + limits.peoplePageMax) })
    if (answer.type === 'people') for (const person of answer.people) people.set(person.id, person)
  }
  output.rows(
    [...presences.values()].map(({ user, status, lastSeen }) => {
      const person = people.get(user)
      return {
        json: { user, username: person?.username, name: person?.name, status, lastSeen },
        cells: [
          `@${person?.username ?? user}`,
          person?.name ?? '',
          status,
          lastSeen === undefined ? '' : `last seen ${timeText(lastSeen)}`,
        ],
      }
    }),
  )
}
