import type { Message } from '@parley/protocol'

/** What others may ask of a timeline. */
export interface TimelineHandle {
  goToEnd(): void
  /** To the divider, or where the first unread message is. */
  goToUnread(): void
  goToSeq(seq: number): void
  /** To the first message at or after a time. */
  goToDate(at: number): void
  /** Where the reader was before the last jump. `false`: there was none. */
  back(): boolean
  /** The row that has the reader's place. */
  focus(): void
  focusedMessage(): Message | null
}
