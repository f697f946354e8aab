/** What the popup is made of, in one file that comes when a word first asks for it, or when the browser is idle. */
export { assistFor, closedEmoji, completionOf } from '@parley/protocol/text'
export { AssistList } from './assistList.tsx'
export { assistSources } from './assistSources.ts'
export { EmojiPopover } from './emojiPopover.tsx'
export { loadEmoji } from './emojiData.ts'
export { makeLink, toggleMark } from './marks.ts'
