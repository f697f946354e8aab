/**
 * What other people wrote, made harmless for a terminal. Whole escape sequences are taken out; then every control character
 * that is left, so that nothing can be put together from the rest. An unfinished sequence hides nothing: its letters stay
 * visible. Marks that turn the direction of text go too, because they can make a line read as another.
 */
const sequences = new RegExp(
  [
    // CSI: colours, cursor, modes.
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    // OSC, DCS, SOS, PM and APC strings with their end: titles, links, the clipboard.
    '(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)',
    // Two-character sequences.
    '\\x1b[ -/]*[0-OQ-WYZ\\\\`-~]',
  ].join('|'),
  'g',
)
const controls = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Keeps line ends and tabs. */
export const terminalText = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(sequences, '')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(controls, '')

/** For names and titles: one line. */
export const terminalLine = (text: string): string => terminalText(text).replace(/[\n\t]+/g, ' ')
