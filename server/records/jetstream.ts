/**
 * Records in a key-value bucket of NATS JetStream, for a cluster: a record's revision is its message's place in the bucket's
 * stream, so revisions ascend over all records by themselves. Every node has a copy (`cluster/copyFile.ts`), which lists and
 * followers read; `get` asks the bucket's leader, because a copy may be a moment behind.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import { FailureError } from '@parley/protocol'
import type { CopyFile } from '../cluster/copyFile.ts'
import { type Clock, patiently, pauseOf, wait } from '../cluster/patience.ts'
import { createPublisher } from '../cluster/publisher.ts'
import type { Sender } from '../cluster/sender.ts'
import { startTail } from '../cluster/tail.ts'
import { createUnderWay } from '../cluster/underWay.ts'
import { createFollowers } from '../log/following.ts'
import type { Following } from '../log/log.ts'
import { openRecordCopy } from './jetstreamCopy.ts'
import type { Json, RecordEntry, Records } from './records.ts'
import { refusePut, unavailable } from './refuse.ts'

/** While others have a put in flight. */
const triesMax = 40

export interface JetstreamRecordsOptions {
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
  readonly sender: Sender
  readonly bucket: string
  readonly file: CopyFile
  readonly env: Clock
  readonly newId: () => string
  onDefect(error: unknown): void
}

/** Settles when the copy has every record that is in the bucket now. Closing it leaves the connection and the file open. */
export async function openJetstreamRecords(options: JetstreamRecordsOptions): Promise<Records> {
  const { client, manager, sender, bucket, file, env, newId, onDefect } = options
  const stream = `KV_${bucket}`
  const subject = `$KV.${bucket}`
  const all = `${subject}.>`
  const copy = openRecordCopy(file.db, subject, onDefect)
  const followings = new Set<Following>()
  const underWay = createUnderWay()
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed) throw new FailureError(unavailable)
  }
  const isStopped = (): boolean => isClosed
  const followers = createFollowers<RecordEntry>(copy.progress(), {
    placeOf: (record) => record.revision,
    page: copy.page,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    onDefect,
  })
  const tail = startTail({
    client,
    manager,
    stream,
    subject: all,
    after: copy.progress(),
    env,
    onDefect,
    onMessages(messages) {
      const records = copy.fold(messages)
      if (records.length > 0) followers.tell(records)
      return null
    },
  })
  const publisher = createPublisher({ sender, manager, stream, tail, isKept: false, env, newId, isStopped })

  /** As the leader has it, removed or not. */
  const last = async (key: string): Promise<RecordEntry | null> => {
    const query = { last_by_subj: copy.subjectOf(key) }
    const found = await patiently(env, isStopped, () => manager.streams.getMessage(stream, query))
    return found === null ? null : copy.parse(found)
  }
  const present = (record: RecordEntry | null): RecordEntry | null =>
    record === null || record.value === null ? null : record
  const revisionOf = (record: RecordEntry | null): number => present(record)?.revision ?? 0

  const put = async (key: string, value: Json, data: string, expected: number): ReturnType<Records['put']> => {
    for (let tries = 0; tries < triesMax; tries++) {
      // What is removed is still a message, which a new one must expect.
      let before = copy.get(key)
      if (revisionOf(before) !== expected) before = await last(key)
      if (revisionOf(before) !== expected) return { type: 'conflict', current: present(before) }
      const outcome = await publisher.publish({
        subject: copy.subjectOf(key),
        data: value === null ? '' : data,
        expected: before?.revision ?? 0,
        ...(value === null ? { operation: 'DEL' as const } : {}),
      })
      switch (outcome.type) {
        case 'landed':
          return { type: 'stored', revision: outcome.seq }
        case 'unknown':
          throw new Error('Nobody knows whether the record was stored.', { cause: outcome.cause })
        case 'lost': {
          const found = await last(key)
          if (revisionOf(found) !== expected) return { type: 'conflict', current: present(found) }
          await wait(env, pauseOf(env))
        }
      }
    }
    throw new FailureError(unavailable)
  }

  await publisher.filled()

  return {
    async get(key) {
      refuseClosed()
      return underWay.track(last(key).then(present))
    },
    async put(key, value, expected) {
      refuseClosed()
      const json = JSON.stringify(value)
      const refused = refusePut(key, json)
      if (refused !== null) throw new FailureError(refused)
      return underWay.track(put(key, value, json, expected))
    },
    async list(prefix) {
      refuseClosed()
      await underWay.track(publisher.caughtUp(all))
      return copy.list(prefix)
    },
    follow(afterRevision, onRecords) {
      refuseClosed()
      const following = followers.follow(afterRevision, onRecords)
      followings.add(following)
      return {
        caughtUp: following.caughtUp,
        stop() {
          followings.delete(following)
          following.stop()
        },
      }
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await underWay.settled()
      await tail.stop()
      for (const following of followings) following.stop()
      followings.clear()
      copy.close()
    },
  }
}
