/**
 * The timeline of a chat: real elements, of which at most `rowsMax` messages are in the document, and which never jumps.
 *
 *     chat.messages or a visit ─▶ span (window.ts) ─▶ days of rows (rows.ts) ─▶ elements
 *                                      ▲                                          │ measured after each change
 *                  sentinels ──────────┘                                          ▼
 *                                       decideScroll (six outcomes) ◀──── geometry (what was seen where)
 *
 * It guarantees that what the reader looks at stays where it is, whatever is added, changed or removed around it; that who is
 * at the end follows what is said, and nobody else; and that a place which is not loaded is read without what lies between.
 * It refuses to know how messages come or go: it asks the client for pages and visits, and the desk for everything that is
 * done to a message.
 */
export { Timeline, type TimelineHandle } from './timeline.tsx'
