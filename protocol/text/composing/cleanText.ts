/** What may stand in the composer: well-formed text whose only control characters are '\n' and tabs. */

/** Line ends of every kind become '\n'; terminal colours and all other control characters go. Linear. */
export function cleanText(text: string): string {
  if (plain.test(text)) return text
  return text.toWellFormed().replace(lineEnds, '\n').replace(terminalSequences, '').replace(controls, '')
}

const plain = /^[\n\t\x20-\x7e]*$/
const lineEnds = /\r\n|[\r\u0085\u2028\u2029]/g
// oxlint-disable-next-line no-control-regex
const terminalSequences = /\u001b\[[0-?]{0,64}[ -/]{0,8}[@-~]/g
const controls = /(?![\n\t])\p{Cc}/gu
