/** Which messages stand together: a day has a heading, and an author's name is said once for what was said in one go. */
import type { Message } from '../timeline.ts'
import { type Clock, dayOf } from './times.ts'

/** Between two messages of one group. */
const groupGapMsMax = 5 * 60_000

/** Is `message` the first of a local day? */
export const startsDay = (before: Message | null, message: Message, clock: Clock): boolean =>
  before === null || dayOf(before.at, clock) !== dayOf(message.at, clock)

/** Does `message` need its author's name? A heading of a day also starts a group: ask `startsDay` too. */
export const startsGroup = (before: Message | null, message: Message): boolean =>
  before === null ||
  before.by !== message.by ||
  before.content.kind === 'notice' ||
  message.content.kind === 'notice' ||
  Math.abs(message.at - before.at) > groupGapMsMax
