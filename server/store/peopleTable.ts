/** People, their contacts and their device sessions: a projection of records. */
import { and, eq, gte, lt, or, sql } from 'drizzle-orm'
import {
  type ContactState,
  type Person,
  privateChatId,
  type SessionId,
  type Sha256,
  toUsername,
  type UserId,
} from '@parley/protocol'
import type { StoreFile } from './file.ts'
import type { People } from './people.ts'
import { contacts, sessions, users } from './schema.ts'

export interface PeopleTable extends People {
  /** Has this person blocked anybody, or anybody them? Costs a look into memory. */
  hasBlocks(user: UserId): boolean
  seenAt(user: UserId): number | null
  putUser(user: {
    readonly id: UserId
    readonly username: string
    readonly name: string
    readonly createdAt: number
  }): void
  putSeen(user: UserId, at: number): void
  /** How `user` sees `other`. `none` removes. */
  putContact(user: UserId, other: UserId, state: ContactState): void
  putSession(session: { readonly id: SessionId; readonly user: UserId; readonly endsAt: number }): void
  dropSession(session: SessionId): void
  /** The rows are gone from the file. */
  forget(): void
}

export function peopleTable({ db, write }: StoreFile, sha256: Sha256, now: () => number): PeopleTable {
  const ph = sql.placeholder
  const shape = { id: users.id, username: users.username, name: users.name }
  // Asked at every return of a device, and for every name that is shown.
  const byId = db.$client.prepare<Omit<Person, 'chat'>, [UserId]>('SELECT id, username, name FROM users WHERE id = ?')
  const byUsername = db
    .select(shape)
    .from(users)
    .where(eq(users.username, ph('username')))
    .prepare()
  const search = db
    .select(shape)
    .from(users)
    .where(
      and(
        or(
          and(gte(users.username, ph('from')), lt(users.username, ph('to'))),
          and(gte(users.folded, ph('from')), lt(users.folded, ph('to'))),
        ),
        sql`not exists (select 1 from ${contacts} c where c.user = ${users.id} and c.other = ${ph('reader')} and c.state = 'blocked')`,
      ),
    )
    .orderBy(users.username)
    .limit(ph('limit'))
    .prepare()
  const seen = db
    .select({ at: users.seenAt })
    .from(users)
    .where(eq(users.id, ph('id')))
    .prepare()
  const state = db
    .select({ state: contacts.state })
    .from(contacts)
    .where(and(eq(contacts.user, ph('user')), eq(contacts.other, ph('other'))))
    .prepare()
  const contactsOf = db.$client.prepare<Omit<Person, 'chat'> & { state: ContactState }, [UserId]>(
    `SELECT users.id, users.username, users.name, contacts.state FROM contacts JOIN users ON users.id = contacts.other
     WHERE contacts.user = ? AND contacts.state <> 'none' ORDER BY users.username`,
  )
  const live = db.$client.prepare<{ endsAt: number }, [SessionId]>(
    'SELECT ends_at AS endsAt FROM sessions WHERE id = ?',
  )
  const putUser = db
    .insert(users)
    .values({
      id: ph('id'),
      username: ph('username'),
      name: ph('name'),
      folded: ph('folded'),
      createdAt: ph('createdAt'),
    })
    .onConflictDoUpdate({
      target: users.id,
      set: { username: sql`excluded.username`, name: sql`excluded.name`, folded: sql`excluded.folded` },
    })
    .prepare()
  const putSeen = db
    .update(users)
    .set({ seenAt: sql`${ph('at')}` })
    .where(eq(users.id, ph('id')))
    .prepare()
  const putContact = db
    .insert(contacts)
    .values({ user: ph('user'), other: ph('other'), state: ph('state') })
    .onConflictDoUpdate({ target: [contacts.user, contacts.other], set: { state: sql`excluded.state` } })
    .prepare()
  const dropContact = db
    .delete(contacts)
    .where(and(eq(contacts.user, ph('user')), eq(contacts.other, ph('other'))))
    .prepare()
  const putSession = db
    .insert(sessions)
    .values({ id: ph('id'), user: ph('user'), endsAt: ph('endsAt') })
    .onConflictDoUpdate({ target: sessions.id, set: { endsAt: sql`excluded.ends_at` } })
    .prepare()
  const dropSession = db
    .delete(sessions)
    .where(eq(sessions.id, ph('id')))
    .prepare()

  // Blocks are few and asked for with every message, so they are held in memory: who cannot reach whom, both ways.
  const blocks = new Map<UserId, Set<UserId>>()
  const block = (one: UserId, other: UserId): void => {
    blocks.set(one, (blocks.get(one) ?? new Set()).add(other))
    blocks.set(other, (blocks.get(other) ?? new Set()).add(one))
  }
  const unblock = (one: UserId, other: UserId): void => {
    if (blocks.get(one)?.delete(other) && blocks.get(one)?.size === 0) blocks.delete(one)
    if (blocks.get(other)?.delete(one) && blocks.get(other)?.size === 0) blocks.delete(other)
  }
  for (const { user, other } of db.select().from(contacts).where(eq(contacts.state, 'blocked')).all())
    block(user, other)

  const asSeenBy = (reader: UserId, { id, username, name }: Omit<Person, 'chat'>): Person =>
    id === reader ? { id, username, name } : { id, username, name, chat: privateChatId(sha256, reader, id) }
  const stateOf = (user: UserId, other: UserId): ContactState => state.get({ user, other })?.state ?? 'none'

  return {
    get(reader, id) {
      const found = byId.get(id)
      return found === null ? null : asSeenBy(reader, found)
    },
    byUsername(reader, text) {
      const username = toUsername(text)
      const found = username === null ? undefined : byUsername.get({ username })
      return found === undefined ? null : asSeenBy(reader, found)
    },
    search(reader, query, limit) {
      const from = query.trim().toLowerCase()
      // The range of all texts that begin with the query: an index answers it, and no character is special.
      return search.all({ from, to: `${from}\u{10ffff}`, reader, limit }).map((found) => asSeenBy(reader, found))
    },
    contacts: (reader) =>
      contactsOf.all(reader).map(({ state, ...found }) => ({ person: asSeenBy(reader, found), state })),
    contactState: stateOf,
    isBlocked: (one, other) => blocks.get(one)?.has(other) ?? false,
    hasBlocks: (user) => blocks.has(user),
    forget: () => blocks.clear(),
    isLive: (id) => (live.get(id)?.endsAt ?? 0) > now(),
    seenAt: (user) => seen.get({ id: user })?.at ?? null,
    putUser(user) {
      write()
      putUser.run({ ...user, folded: user.name.toLowerCase() })
    },
    putSeen(user, at) {
      write()
      putSeen.run({ id: user, at })
    },
    putContact(user, other, state) {
      write()
      if (state === 'none') dropContact.run({ user, other })
      else putContact.run({ user, other, state })
      if (state === 'blocked') block(user, other)
      else if (stateOf(other, user) !== 'blocked') unblock(user, other)
    },
    putSession(session) {
      write()
      putSession.run(session)
    },
    dropSession(id) {
      write()
      dropSession.run({ id })
    },
  }
}
