/** Which texts may do something instead of being sent. What they do is known by code that comes when it is wanted. */

/** A word behind a slash, and the rest of its only line. */
export const slashPattern = /^\/([a-z]+)(?:[^\S\n]+([^\n]*))?$/i
/** No less than what `readSubstitution` takes. */
const substitutionPattern = /^s\/[^\n]+\/[^\n]*\/[gi]{0,2}\s*$/

export const mayCommand = (text: string): boolean => slashPattern.test(text) || substitutionPattern.test(text)
