/** What a test may change in the fake server while it runs. */
import type { Entry } from '../../event.ts'
import type { Failure } from '../../failure.ts'
import type { SubmissionId } from '../../ids.ts'

export interface Knobs {
  tokenMs: number
  snapshotMembersMax: number
  catchUpEntriesMax: number
  /** Refuses a submission instead of deciding it. */
  refuse: (id: SubmissionId) => Failure | null
  /** Entries that are not published: a hole. */
  isHidden: (entry: Entry) => boolean
  /** History is answered as of this many entries before the head. */
  historyLag: number
  /** Entries reach sockets this much later than everything else. */
  publishDelayMs: number
  versions: readonly [number, number]
}
