import { type ReactElement, useEffect, useState } from 'react'

type Say = (text: string) => void
/** The regions of this page, the topmost last: what is under an open dialog is not read. */
const regions: Say[] = []

/** Has a text read when nothing else is. Equal texts are read each time. */
export function announce(text: string): void {
  regions.at(-1)?.(text)
}

/** Two regions that take turns: a reader of the screen passes over a text that stays the same. One stands in the page. */
export function Live(): ReactElement {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  useEffect(() => {
    const say: Say = (text) => setSaid(({ turn }) => ({ text, turn: 1 - turn }))
    regions.push(say)
    return () => void regions.splice(regions.indexOf(say), 1)
  }, [])
  return (
    <div className="quiet-text">
      {[0, 1].map((turn) => (
        <div key={turn} role="status" aria-live="polite" aria-atomic>
          {said.turn === turn ? said.text : ''}
        </div>
      ))}
    </div>
  )
}
