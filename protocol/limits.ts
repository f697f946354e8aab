/** Every bound of the protocol, with its unit in its name. Clients read them too, to say no before the server must. */
export const limits = {
  /** A message's text, in UTF-8 bytes. Its JSON is at most six times as long and still fits a frame. */
  textBytesMax: 8_192,
  titleCharsMax: 128,
  descriptionCharsMax: 1_024,
  usernameCharsMin: 3,
  usernameCharsMax: 32,
  emailCharsMax: 254,
  passwordCharsMin: 8,
  /** Argon2id reads the whole of it, so it has an end. In UTF-8 bytes. */
  passwordBytesMax: 256,
  /** A frame from a client. A longer one closes the socket with 1009. */
  frameBytesMax: 65_536,
  /** People named in one command. */
  membersPerCommandMax: 200,
  membersPerChatMax: 200_000,
  chatsPerUserMax: 10_000,
  /**
   * A snapshot names all members up to this many; of a larger chat, and where very many chats come at once, only their count
   * and the reader's own role.
   */
  snapshotMembersMax: 200,
  /** Delivered and read marks are told to everybody in chats up to this many members. */
  exactMarksMembersMax: 100,
  /** Entries that a resume sends for one chat. A reader further behind gets a snapshot. */
  catchUpEntriesMax: 1_000,
  /** Entries that a resume sends for all chats together; what is beyond comes as snapshots. */
  resumeEntriesMax: 4_000,
  /** Chats that a hello may name. */
  resumeChatsMax: 10_000,
  historyPageMax: 100,
  entriesPageMax: 500,
  membersPageMax: 200,
  peoplePageMax: 50,
  queryCharsMax: 128,
  settingKeyCharsMax: 64,
  /** A setting's value as JSON, in bytes: holds the draft of the longest message, however its letters are written. */
  settingBytesMax: 40_960,
  settingsPerUserMax: 2_000,
  /** All settings of one account as a resume sends them: they come in one turn. */
  settingBytesPerUserMax: 262_144,
  /** A script's key in `Idempotency-Key` or `--key`. */
  keyCharsMax: 200,
  /** Submissions that one client keeps unconfirmed. */
  outboxSubmissionsMax: 10_000,
  helloTimeoutMs: 5_000,
  /** A client says something at least this often; the server closes after twice of it. */
  heartbeatMs: 25_000,
  /** A typing signal counts for this long after it was last seen. */
  typingMs: 6_000,
  /** A client that goes on typing repeats its signal this often. */
  typingRepeatMs: 4_000,
} as const

/** The length of a text in UTF-8 bytes, without encoding it. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length) {
      const next = text.charCodeAt(at + 1)
      if (next >= 0xdc00 && next < 0xe000) {
        bytes += 4
        at++
      } else bytes += 3
    } else bytes += 3
  }
  return bytes
}
