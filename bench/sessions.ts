/** Idle sessions and their return: 5,000 sockets with 20 chats each, and what they cost when nothing and when little happened. */
import { connect, createChat, inParallel, newId, type Account, type Peer } from './driver.ts'
import type { Measured } from './process.ts'

const sessions = 5_000
const groups = 5
const chatsPerPerson = 20
const movedPerPerson = 3

export interface World {
  readonly people: readonly Account[]
  /** `groups` times `chatsPerPerson`; a person is in those of their own group. */
  readonly chats: readonly string[]
}

/** Everybody is in 20 chats of 50 people. */
export async function createWorld(url: string, people: readonly Account[]): Promise<World> {
  const chats = await inParallel(groups * chatsPerPerson, 4, (place) => {
    const members = people.filter((_, at) => at % groups === place % groups)
    const [owner, ...others] = members
    if (owner === undefined) throw new Error('A world needs people.')
    return createChat(url, owner, { type: 'group', title: `chat ${place}`, members: others.map(({ id }) => id) })
  })
  return { people, chats }
}

const ownChats = (chats: readonly string[], session: number): string[] =>
  chats.filter((_, place) => place % groups === session % groups)

/** Bytes of resident memory per idle session. `world` is `null` for the bare server. */
export async function idle(server: Measured, world: World | null): Promise<{ bytes: number; peers: readonly Peer[] }> {
  const chats = world?.chats ?? Array.from({ length: groups * chatsPerPerson }, newId)
  const before = await settled(server)
  const peers = await inParallel(sessions, 50, (session) =>
    connect(
      server.url,
      world === null
        ? { token: '', chats: ownChats(chats, session) }
        : { token: world.people[session % world.people.length]?.token ?? '' },
    ),
  )
  const after = await settled(server)
  return { bytes: (after - before) / sessions, peers }
}

/** Processor time in microseconds per session that comes back and finds three of its 20 chats moved. */
export async function resume(server: Measured, world: World): Promise<{ cpuUs: number; seconds: number }> {
  const hellos = await inParallel(world.people.length, 8, async (place) => {
    const person = world.people[place]
    const response = await fetch(new URL('/api/chats', server.url), {
      headers: { authorization: `Bearer ${person?.token}` },
    })
    return cursorsOf(await response.json())
  })
  for (const [place, chat] of world.chats.entries()) {
    if (place >= movedPerPerson * groups) continue
    const owner = world.people[place % groups]
    if (owner === undefined) continue
    const response = await fetch(new URL(`/api/chats/${chat}/messages`, server.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
      body: JSON.stringify({ text: 'x'.repeat(100) }),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  const cpuUs = server.cpuUs()
  const began = performance.now()
  const peers = await inParallel(sessions, 200, (session) => {
    const place = session % world.people.length
    return connect(server.url, { token: world.people[place]?.token ?? '', cursors: hellos[place] ?? {} })
  })
  const result = { cpuUs: (server.cpuUs() - cpuUs) / sessions, seconds: (performance.now() - began) / 1_000 }
  for (const { socket } of peers) socket.close()
  return result
}

function cursorsOf(answer: unknown): Record<string, Record<string, number>> {
  const cursors: Record<string, Record<string, number>> = {}
  if (typeof answer !== 'object' || answer === null || !('chats' in answer) || !Array.isArray(answer.chats))
    return cursors
  for (const chat of answer.chats) {
    const { epoch, id, seq } = chat
    cursors[epoch] = { ...cursors[epoch], [id]: seq }
  }
  return cursors
}

/** Memory when it has stopped changing: the garbage of the way there is not what a session costs. */
async function settled(server: Measured): Promise<number> {
  let last = server.rssBytes()
  for (let n = 0; n < 20; n++) {
    await Bun.sleep(500)
    const now = server.rssBytes()
    if (n >= 5 && Math.abs(now - last) < 200_000) return now
    last = now
  }
  return last
}
