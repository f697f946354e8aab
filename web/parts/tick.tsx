import type { Tick as TickKind } from '@parley/protocol/text'
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import type { ReactElement } from 'react'

/** How far one's own message got, `refused`: it will never arrive. In words for readers of the screen, unless `isQuiet`. */
export function Tick({
  tick,
  isQuiet = false,
}: {
  readonly tick: TickKind | 'refused'
  readonly isQuiet?: boolean
}): ReactElement {
  const [Icon, word] = looks[tick]
  return (
    <span className={`tick tick-${tick}`}>
      <Icon aria-hidden />
      {isQuiet ? null : <span className="quiet-text">{word}</span>}
    </span>
  )
}

const looks = {
  pending: [Clock3, 'Sending'],
  sent: [Check, 'Sent'],
  delivered: [CheckCheck, 'Delivered'],
  read: [CheckCheck, 'Read'],
  refused: [CircleAlert, 'Not sent'],
} as const
