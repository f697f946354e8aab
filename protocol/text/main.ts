/**
 * What every screen and script shows of a chat, as plain text: safe, parsed, named and dated, the same in the command line,
 * the terminal client, a browser and on a phone; and what whoever writes is helped with (`composing/`), what notifies, and how
 * a palette ranks what it finds.
 *
 * It owns the sanitiser, the Markdown subset, times, grouping, ticks, the sentences of notices, and what wants attention
 * next. It guarantees that no text it returns holds a control character, whatever came in, and that hostile text costs time
 * that is linear in its length. It refuses to know the clock, the zone or the language of the machine (they are arguments),
 * and how anything looks. It imports only types, so that it costs nothing to start with.
 */
export { safeLine, safeText } from './sanitise.ts'
export { type Block, type Inline, parseMarkdown } from './markdown.ts'
export { plainLine } from './plainLine.ts'
export { type Clock, dayLabel, dayOf, lastSeen, listTime, months, startOfDay, timeOfDay, weekdays } from './times.ts'
export { startsDay, startsGroup } from './grouping.ts'
export { type Tick, tickOf } from './ticks.ts'
export { noticeText } from './notices.ts'
export { mentionCount, mentions } from './mentions.ts'
export { chatTitle, previewText, typingText } from './titles.ts'
export { type Preview, previewOf, standingOf } from './listed.ts'
export { nextAttention } from './attention.ts'
export { type PaletteEntry, type PaletteMatch, rank } from './rank.ts'
export {
  type Assist,
  type AssistItem,
  type AssistSources,
  assistFor,
  type Candidate,
  closedEmoji,
  completionOf,
} from './composing/assist.ts'
export { type EmojiIndex, indexEmoji } from './composing/emoji.ts'
export { draftToText, textToDraft } from './composing/draft.ts'
export { readSubstitution } from './composing/substitution.ts'
export { asCodeBlock, kindOfPaste } from './composing/paste.ts'
export { cleanText } from './composing/cleanText.ts'
export {
  graphemesOf,
  isBoundary,
  lineEnd,
  lineStart,
  nextBoundary,
  previousBoundary,
  snapForward,
} from './composing/graphemes.ts'
export {
  isQuiet,
  minuteText,
  type Mute,
  muteSetting,
  type NotifyRules,
  notifySetting,
  readMute,
  readNotifyRules,
} from './notifying.ts'
