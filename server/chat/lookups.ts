/**
 * What a submission needs of the world beyond its chat: that people exist, and have not blocked each other. The store knows it
 * at once. Before it says no, the records are looked at: on another node somebody may have come, or taken a block back. What
 * the same author submits to the chat meanwhile waits, so that it does not overtake.
 */
import {
  type ChatId,
  type Command,
  failure,
  type Failure,
  FailureError,
  privateChatId,
  type Sha256,
  type UserId,
} from '@parley/protocol'
import type { Lag } from '../feed/lag.ts'
import { peerOf, seenBy } from '../feed/snapshot.ts'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'
import type { PeopleTable } from '../store/peopleTable.ts'
import { accountKey, contactKey, parseContactRecord } from '../store/recordKeys.ts'

interface World {
  readonly store: Store
  readonly sha256: Sha256
}

export interface Lookups {
  /** Does something of this author wait here? */
  isUnderWay(by: UserId, chat: ChatId): boolean
  /** Why the world refuses it, as the records have it. Throws `unavailable` and `overloaded`. */
  refuse(by: UserId, chat: ChatId, command: Command): Promise<Failure | null>
}

/** Submissions that wait here. */
const waitingMax = 4_096

export function createLookups(world: World & { readonly lag: Lag; readonly records: Pick<Records, 'get'> }): Lookups {
  /** The last of each author in a chat. */
  const turns = new Map<string, Promise<Failure | null>>()
  let waiting = 0

  const look = async (by: UserId, chat: ChatId, command: Command): Promise<Failure | null> => {
    const refused = refuse(world, by, chat, command)
    if (refused === null) return null
    const { people } = world.store
    const cleared = new Set<UserId>()
    const others = othersOf(world.store, by, chat, command).map(async (user) => {
      if (people.get(by, user) === null) await world.lag.record(accountKey(user))
      // A block that was taken back may have left no record, whose revision could be waited for.
      else if (people.isBlocked(by, user) && !(await isBlockedStill(by, user))) cleared.add(user)
    })
    await Promise.all(others)
    return refuse(world, by, chat, command, cleared)
  }

  const isBlockedStill = async (by: UserId, user: UserId): Promise<boolean> => {
    const record = await world.records.get(contactKey(by, user))
    return (parseContactRecord(record?.value ?? null)?.blockedBy.length ?? 0) > 0
  }

  return {
    isUnderWay: (by, chat) => turns.size > 0 && turns.has(by + chat),
    async refuse(by, chat, command) {
      if (waiting >= waitingMax) throw new FailureError(tooMany)
      waiting++
      const key = by + chat
      // Where the records could not be asked, what waits fails too: it must not be stored before.
      const before = turns.get(key)
      const found = before === undefined ? look(by, chat, command) : before.then(() => look(by, chat, command))
      turns.set(key, found)
      try {
        return await found
      } finally {
        waiting--
        if (turns.get(key) === found) turns.delete(key)
      }
    },
  }
}

const tooMany = failure('overloaded', 'Too many submissions wait to be looked at. Try again.', 1_000)

/** Those of whom it depends. */
function othersOf(store: Store, by: UserId, chat: ChatId, command: Command): readonly UserId[] {
  switch (command.type) {
    case 'create':
    case 'addMembers':
      return command.members
    case 'post':
    case 'edit': {
      const other = peerIn(store, by, chat)
      return other === null ? [] : [other]
    }
    case 'delete':
    case 'removeMember':
    case 'leave':
    case 'changeRole':
    case 'changeInfo':
      return []
  }
}

/** The other one of a private chat that the author is in. */
function peerIn(store: Store, by: UserId, chat: ChatId): UserId | null {
  const found = seenBy(store, by, chat)
  return found === null ? null : peerOf(store, found.row, by)
}

const nobody: ReadonlySet<UserId> = new Set()

/** Why the world refuses a command, as this node's store has it. `cleared`: people whose block was taken back. */
export function refuse(
  { store, sha256 }: World,
  by: UserId,
  chat: ChatId,
  command: Command,
  cleared = nobody,
): Failure | null {
  const { people } = store
  switch (command.type) {
    case 'create': {
      const [other] = command.members
      if (hasStranger(people, by, command.members)) return stranger
      if (command.chatType === 'private') {
        if (other === undefined || chat !== privateChatId(sha256, by, other))
          return failure('invalid', 'The private chat of two people has the id that the server gives with a person.')
        return isBlocked(people, by, other, cleared)
          ? failure('forbidden', 'You cannot start a chat with this person.')
          : null
      }
      return command.members.some((user) => isBlocked(people, by, user, cleared)) ? blocked : null
    }
    case 'addMembers':
      if (hasStranger(people, by, command.members)) return stranger
      return command.members.some((user) => isBlocked(people, by, user, cleared)) ? blocked : null
    case 'post':
    case 'edit': {
      // Every message passes here; nearly nobody has blocked anybody.
      if (!people.hasBlocks(by)) return null
      // A block of somebody must not tell a stranger with whom they have a chat.
      const other = peerIn(store, by, chat)
      return other !== null && isBlocked(people, by, other, cleared)
        ? failure('forbidden', 'You cannot write to this person.')
        : null
    }
    case 'delete':
    case 'removeMember':
    case 'leave':
    case 'changeRole':
    case 'changeInfo':
      return null
  }
}

const hasStranger = (people: PeopleTable, by: UserId, members: readonly UserId[]): boolean =>
  members.some((user) => people.get(by, user) === null)
const isBlocked = (people: PeopleTable, by: UserId, user: UserId, cleared: ReadonlySet<UserId>): boolean =>
  people.isBlocked(by, user) && !cleared.has(user)

const stranger = failure('notFound', 'Somebody you named is not known here.')
const blocked = failure('forbidden', 'You cannot add somebody whom you blocked or who blocked you.')
