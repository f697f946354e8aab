/** How a person's own keys change. */
import { type Bindings, chordsOf, type Own, takers } from './bindings.ts'
import type { Action } from './table.ts'

/** The action gets these keys too, and whatever had them there loses them. */
export function withChord(bindings: Bindings, action: Action, chord: string): Own {
  const keys = new Map(bindings.own.keys)
  for (const other of takers(bindings, action, chord))
    keys.set(
      other.id,
      chordsOf(bindings, other.id).filter((one) => one !== chord),
    )
  keys.set(action.id, [...new Set([...chordsOf(bindings, action.id), chord])])
  return { ...bindings.own, keys }
}

export function withoutChord(bindings: Bindings, action: Action, chord: string): Own {
  const keys = new Map(bindings.own.keys)
  keys.set(
    action.id,
    chordsOf(bindings, action.id).filter((one) => one !== chord),
  )
  return { ...bindings.own, keys }
}

/** The table's keys again. */
export function withTableChords({ own }: Bindings, action: Action): Own {
  const keys = new Map(own.keys)
  keys.delete(action.id)
  return { ...own, keys }
}

/** Enter begins a new line, and only the keys with Ctrl or ⌘ send. */
export function withEnterAs(own: Own, what: 'send' | 'newline'): Own {
  const keys = new Map(own.keys)
  keys.delete('composer.send')
  keys.delete('composer.newline')
  if (what === 'newline') {
    keys.set('composer.send', ['mod+enter'])
    keys.set('composer.newline', ['enter', 'shift+enter'])
  }
  return { ...own, keys }
}
