/** A script whose letters stand alone and have capitals: two of them read as initials. Others are shown by one. */
const cased = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}]/u
const telling = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u
/** A name is read no further. */
const unitsMax = 200

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One or two whole characters as people see them, of a name that is already safe to show; '' where it has none. */
export function initials(name: string): string {
  const firsts = name
    .slice(0, unitsMax)
    .split(/\s+/)
    .map(firstOf)
    .filter((first) => first !== '')
  const first = firsts[0] ?? ''
  const last = firsts.at(-1) ?? ''
  const both = firsts.length > 1 && cased.test(first) && cased.test(last) ? first + last : first
  return both.toLocaleUpperCase()
}

/** A name in brackets or quotes begins after them. */
function firstOf(word: string): string {
  for (const { segment } of segmenter.segment(word)) if (telling.test(segment)) return segment
  return ''
}
