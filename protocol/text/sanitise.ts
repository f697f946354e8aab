/**
 * What others wrote, made harmless to show. Nothing that steers a terminal, turns the direction of text, or cannot be seen
 * gets through; what was there is shown instead of hidden, so that nobody is deceived and an unfinished escape sequence eats
 * nothing.
 *
 * - Control characters become pictures (`␛`), those of C1 become `\x9b`. A tab is four spaces; line separators are line ends.
 * - Marks of direction, private and other invisible characters become `⟦RLO⟧` or `⟦U+E000⟧`; a run of tags `⟦+37⟧`.
 * - A joiner stays inside of an emoji and between letters of scripts that need it. A variation selector stays where it chooses
 *   a form: of an emoji, a Han character or a Mongolian letter.
 * - Dropped, because they say only where a line may break, or nothing: soft hyphen, U+200B, U+2060, U+FEFF, U+034F, U+17B4,
 *   U+17B5, and variation selectors anywhere else.
 * - A base keeps `combiningMax` marks, the rest is counted; marks without a base get `◌`, or they would sit on what is before.
 *
 * Safe text is safe again after this: it changes no more. The cost is linear.
 */

const combiningMax = 8
/** The longest known emoji joins four parts. Beyond this a screen cannot know how wide it is. */
const emojiJoinsMax = 5

/** For message bodies. Keeps `\n`. */
export function safeText(text: string): string {
  return isPlain(text) ? text : cleaned(text.replace(/\r\n|[\u2028\u2029]/g, '\n').replaceAll('\t', '    '))
}

/** For names, titles and file names: one line. */
export function safeLine(text: string): string {
  return isPlain(text) && !text.includes('\n') ? text : cleaned(text.replace(/(?:\r\n|[\n\t\u2028\u2029])+/g, ' '))
}

/** Most of what people write, in alphabets without joiners and without marks beyond the common ones. */
const plain = /^[\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u202f-\u205f\u20a0-\u20cf]*$/
const plainEast =
  /^[\n -~\u00a0-\u00ac\u00ae-\u00ff\u2010-\u2027\u3000-\u3029\u3030-\u3098\u309b-\u3163\u3165-\ud7a3\uff01-\uff9d]*$/
const isPlain = (text: string): boolean => plain.test(text) || plainEast.test(text)

function cleaned(text: string): string {
  return text
    .replace(loneSurrogates, '\ufffd')
    .replace(meaningless, (_, kept: string | undefined) => kept ?? '')
    .replace(baseless, '$1◌')
    .replace(floods, (_, kept: string, flood: string) => `${kept}${counted(flood)}`)
    .replace(hazards, (hazard: string, kept: string | undefined, at: number, whole: string) =>
      kept !== undefined || isNeededJoiner(hazard, at, whole) ? hazard : shown(hazard),
    )
}

const han = '[\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3fffd}]'
const pictograph = '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]?[\\u{1f3fb}-\\u{1f3ff}]?'
/** Where invisible characters belong: flags by tags, keycaps, emoji, forms of Han characters and of Mongolian letters. */
const wholes = [
  '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}',
  '[0-9#*]\\ufe0f?\\u20e3',
  `${pictograph}(?:\\u200d${pictograph}){0,${emojiJoinsMax}}`,
  `${han}[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]`,
  '[\\u1820-\\u18aa][\\u180b-\\u180d\\u180f]',
].join('|')

const loneSurrogates = /\p{Cs}/gu
const selectors = '\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}\\u180b-\\u180d\\u180f'
const meaningless = new RegExp(`(${wholes})|[${selectors}\\u00ad\\u200b\\u2060\\ufeff\\u034f\\u17b4\\u17b5]`, 'gu')
const baseless = /(^|\n)(?=\p{M})/gu
const floods = new RegExp(`(\\p{M}{${combiningMax}})(\\p{M}+)`, 'gu')
/** No mark is among them any more: those that cannot be seen were dropped, or belong to a whole. */
const hazards = new RegExp(
  `(${wholes})|[\\u{e0000}-\\u{e0fff}]+|[\\0-\\t\\v-\\x1f\\x7f-\\x9f\\p{Co}\\p{Noncharacter_Code_Point}` +
    '\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb\\u{13430}-\\u{1345f}]',
  'gu',
)

/** Arabic and its neighbours, the scripts of India and South East Asia, Tibetan, Mongolian. */
const joining = new RegExp(
  '[\\u0600-\\u08ff\\u0900-\\u0dff\\u0f00-\\u109f\\u1780-\\u18af\\ua8e0-\\ua8ff\\ufb50-\\ufdff\\ufe70-\\ufefc' +
    '\\u{10a00}-\\u{10aff}\\u{11000}-\\u{11fff}]',
  'u',
)
const isLetter = (character: string): boolean => joining.test(character) && /\p{L}/u.test(character)
const isMark = (character: string): boolean => joining.test(character) && /\p{M}/u.test(character)
const stacks = /[\p{M}\p{Default_Ignorable_Code_Point}]/u

function isNeededJoiner(hazard: string, at: number, text: string): boolean {
  if (hazard !== '\u200c' && hazard !== '\u200d') return false
  const before = characterBefore(text, at)
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0x20)
  if ((isLetter(before) || isMark(before)) && isLetter(after)) return true
  // Malayalam and Sinhala end words so. Marks after it would make a flood that nobody counts.
  return hazard === '\u200d' && isMark(before) && !stacks.test(after)
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1)
  return unit >= 0xdc00 && unit < 0xe000 ? text.slice(at - 2, at) : text.slice(at - 1, at)
}

const names: Readonly<Record<number, string>> = {
  0x061c: 'ALM',
  0x200c: 'ZWNJ',
  0x200d: 'ZWJ',
  0x200e: 'LRM',
  0x200f: 'RLM',
  0x202a: 'LRE',
  0x202b: 'RLE',
  0x202c: 'PDF',
  0x202d: 'LRO',
  0x202e: 'RLO',
  0x2066: 'LRI',
  0x2067: 'RLI',
  0x2068: 'FSI',
  0x2069: 'PDI',
}

function shown(hazard: string): string {
  const code = hazard.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  if (code < 0xa0) return `\\x${code.toString(16)}`
  if (code >= 0xe0000 && code < 0xe1000) return counted(hazard)
  return `⟦${names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}⟧`
}

/** So many characters that are not shown. */
const counted = (characters: string): string => `⟦+${Array.from(characters).length}⟧`
