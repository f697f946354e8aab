/** What others may ask of a timeline. */
export interface TimelineHandle {
  goToEnd(): void
  /** To the divider, or where the first unread message is. */
  goToUnread(): void
  goToSeq(seq: number): void
  /** Where the reader was before the last jump. `false`: there was none. */
  back(): boolean
}
