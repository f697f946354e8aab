/** The seq of the first message at or after a time, or of the last one; 0 where there is none. */
import type { Message } from '../../timeline.ts'

export const findIn = (messages: readonly Message[], time: number): number =>
  (messages.find(({ at }) => at >= time) ?? messages.at(-1))?.seq ?? 0
