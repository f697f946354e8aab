/** Several messages at once: which are selected, and what they are as text. */
import type { Message, UserId } from '@parley/protocol'
import { type Clock, dayLabel, safeText, timeOfDay } from '@parley/protocol/text'

/** With `from`, all between it and the message become what the message becomes. */
export function toggled(
  selected: ReadonlySet<number>,
  messages: readonly Message[],
  seq: number,
  from: number | null,
): ReadonlySet<number> {
  const next = new Set(selected)
  const isOn = !selected.has(seq)
  const [low, high] = from === null ? [seq, seq] : [Math.min(from, seq), Math.max(from, seq)]
  for (const message of messages) {
    if (message.seq < low || message.seq > high || !isSelectable(message)) continue
    if (isOn && next.size < selectedMax) next.add(message.seq)
    else if (!isOn) next.delete(message.seq)
  }
  return next
}

/** A delete of each is a submission of its own. */
export const selectedMax = 200

export const isSelectable = ({ content }: Message): boolean => content.kind !== 'notice' && content.kind !== 'deleted'

/** As they are pasted elsewhere: one alone is only its words, several say who and when. */
export function copiedText(messages: readonly Message[], nameOf: (id: UserId) => string, clock: Clock): string {
  const said = messages.flatMap((message) =>
    message.content.kind === 'text' ? [{ message, text: message.content.text }] : [],
  )
  const [only] = said
  if (said.length === 1 && only !== undefined) return safeText(only.text)
  return said
    .map(
      ({ message: { by, at }, text }) =>
        `${nameOf(by)}, ${dayLabel(at, clock)} ${timeOfDay(at, clock)}\n${safeText(text)}`,
    )
    .join('\n\n')
}
