/**
 * A client comes back: one synchronous turn reads what it missed, sends it, and subscribes its socket, so that no entry falls
 * between. It costs what moved: for a chat that the client knows to its end, a comparison.
 */
import {
  type ChatId,
  type Cursor,
  encode,
  isChatId,
  isEpoch,
  limits,
  type Role,
  type Snapshot,
  type UpFrames,
  type UserId,
} from '@parley/protocol'
import { chatTopic, type Listener } from '../feed/hub.ts'
import { type Presences, watch } from '../feed/presences.ts'
import { missedSettings } from '../feed/settings.ts'
import { peerOf, peopleOf, snapshotOf } from '../feed/snapshot.ts'
import type { LocalLog } from '../log/log.ts'
import type { ChatRow } from '../store/chatTable.ts'
import type { Store } from '../store/main.ts'
import type { CatchUps } from './catchUps.ts'

export interface ResumeDeps {
  readonly catchUps: CatchUps
  readonly log: LocalLog
  readonly store: Store
  readonly presences: Presences
  readonly bounds: ResumeBounds
}

/** All of a resume is sent in one turn, so it must fit what a socket may have waiting. */
export interface ResumeBounds {
  /** Entries for one chat, and for all of them: a chat beyond either comes as a snapshot. */
  readonly catchUpEntriesMax: number
  readonly resumeEntriesMax: number
  /** Entries and settings, in bytes, beyond which chats come as snapshots. */
  readonly entryBytesMax: number
  /** Full snapshots, beyond which they are brief. */
  readonly fullSnapshotsMax: number
  readonly snapshotsPerFrameMax: number
}

export const resumeBounds: ResumeBounds = {
  catchUpEntriesMax: limits.catchUpEntriesMax,
  resumeEntriesMax: limits.resumeEntriesMax,
  entryBytesMax: 800_000,
  fullSnapshotsMax: 100,
  snapshotsPerFrameMax: 50,
}

/** `now` in milliseconds. */
export function resume(deps: ResumeDeps, listener: Listener, hello: UpFrames['hello'], now: number): void {
  const { log, store, catchUps } = deps
  const { catchUpEntriesMax, resumeEntriesMax, entryBytesMax, fullSnapshotsMax, snapshotsPerFrameMax } = deps.bounds
  const { link, user, only } = listener
  const cursors = readCursors(hello.cursors)
  const snapshots: Snapshot[] = []
  const peers: UserId[] = []
  const mine = new Set<ChatId>()
  let entriesLeft = resumeEntriesMax
  let bytesLeft = entryBytesMax
  if (hello.settings !== undefined)
    for (const frame of missedSettings(store, user, hello.settings)) {
      bytesLeft -= Buffer.byteLength(frame)
      link.send(frame)
    }
  const snapshot = (row: ChatRow, role: Role): void => {
    snapshots.push(snapshotOf(store, log.epoch, user, row, role, snapshots.length >= fullSnapshotsMax))
  }

  for (const { id, role } of store.chats.chatsOf(user)) {
    if (only !== null && !only.has(id)) continue
    const row = store.chats.row(id)
    if (row === null) continue
    mine.add(id)
    link.subscribe(chatTopic(id))
    const peer = only === null ? peerOf(store, row, user) : null
    if (peer !== null) peers.push(peer)

    const cursor = cursors.get(id)
    const missed = cursor?.epoch === log.epoch ? row.seq - cursor.seq : null
    if (missed === 0) continue
    if (cursor === undefined || missed === null || missed < 0 || missed > Math.min(catchUpEntriesMax, entriesLeft)) {
      snapshot(row, role)
      continue
    }
    const { frames, bytes } = catchUps.of(id, cursor.seq, row.seq, now)
    if (bytes > bytesLeft) {
      snapshot(row, role)
      continue
    }
    entriesLeft -= missed
    bytesLeft -= bytes
    for (const frame of frames) link.send(frame)
  }

  for (let at = 0; at < snapshots.length; at += snapshotsPerFrameMax) {
    const chats = snapshots.slice(at, at + snapshotsPerFrameMax)
    link.send(encode({ t: 'chats', chats, people: peopleOf(store, user, chats) }))
  }
  for (const chat of cursors.keys())
    if (!mine.has(chat) && (only === null || only.has(chat))) link.send(encode({ t: 'gone', chat }))
  if (only === null) watch(deps, listener, peersAndContacts(store, user, peers))
  link.send(encode({ t: 'ready' }))
}

function* peersAndContacts(store: Store, user: UserId, peers: readonly UserId[]): Iterable<UserId> {
  const told = new Set(peers)
  yield* peers
  for (const { person, state } of store.people.contacts(user))
    if (state === 'accepted' && !told.has(person.id)) yield person.id
}

/** What is no cursor is left out: its chat then comes as a snapshot. */
function readCursors(wire: UpFrames['hello']['cursors']): ReadonlyMap<ChatId, Cursor> {
  const cursors = new Map<ChatId, Cursor>()
  for (const [epoch, chats] of Object.entries(wire ?? {})) {
    if (!isEpoch(epoch)) continue
    for (const [chat, seq] of Object.entries(chats)) if (isChatId(chat)) cursors.set(chat, { epoch, seq })
  }
  return cursors
}
