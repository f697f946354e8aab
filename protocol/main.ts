/**
 * The protocol: what everyone shares. It runs in a browser, on a phone and in Bun, imports nothing but its schema library,
 * and takes time, randomness and hashing as arguments.
 *
 *     command ─ decide(chat) ─▶ event ─ log ─▶ entry ─ fold ─▶ chat
 *        ▲                                       │
 *     up frame                               down frame
 *
 * It owns the words (ids, command, event, entry, cursor, frame), the rules (`decide`, `fold`, `permission`), the bounds
 * (`limits`) and the failures. It guarantees that the same entries fold to the same chat everywhere, and that no text from a
 * peer makes it throw. It refuses I/O. `client/` is built on it and is entered on its own.
 */
export * from './ids.ts'
export * from './limits.ts'
export * from './split.ts'
export * from './failure.ts'
export * from './content.ts'
export * from './permission.ts'
export * from './person.ts'
export * from './cursor.ts'
export * from './command.ts'
export * from './event.ts'
export * from './members.ts'
export * from './chat.ts'
export * from './timeline.ts'
export * from './setting.ts'
export * from './frame.ts'
export * from './codec.ts'
export * from './version.ts'
export * from './json.ts'
