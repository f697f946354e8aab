/** A draft as the setting `draft/CHATID` holds it, for this person's other devices and for the next start. */

export interface Draft {
  readonly text: string
  /** Seq of the message it answers. */
  readonly replyTo: number | null
}

export const draftToText = ({ text, replyTo }: Draft): string =>
  JSON.stringify(replyTo === null ? { text } : { text, replyTo })

/** Null for what is no draft: another version may have written it. Never throws. */
export function textToDraft(json: string): Draft | null {
  const value = valueOf(json)
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') return null
  const replyTo = 'replyTo' in value ? value.replyTo : null
  const isSeq = typeof replyTo === 'number' && Number.isSafeInteger(replyTo) && replyTo > 0
  return { text: value.text, replyTo: isSeq ? replyTo : null }
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
