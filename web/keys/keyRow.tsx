import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { Plus, RotateCcw, X } from 'lucide-react'
import { Button, IconButton } from '../parts/main.ts'
import { type Bindings, chordsOf, type Own } from './bindings.ts'
import { ChordKeys } from './chordKeys.tsx'
import { formatChord } from './chord.ts'
import { withChord, withoutChord, withTableChords } from './rebind.ts'
import { recorded, type Recorded } from './recording.ts'
import type { Action } from './table.ts'

export interface KeyRowProps {
  readonly action: Action
  readonly bindings: Bindings
  /** `said` is read to whoever does not see the change. */
  readonly onChange: (own: Own, said: string) => void
}

type State = { readonly type: 'shown' | 'waiting' } | Extract<Recorded, { type: 'refused' | 'taken' }>

/** An action with its keys: each can be removed, new ones are pressed, and the table's come back. */
export function KeyRow({ action, bindings, onChange }: KeyRowProps): ReactElement {
  const [state, setState] = useState<State>({ type: 'shown' })
  const add = useRef<HTMLButtonElement>(null)
  const { isMac, own } = bindings
  const chords = chordsOf(bindings, action.id)

  const change = (next: Own, said: string): void => {
    setState({ type: 'shown' })
    onChange(next, said)
    // What was pressed may be gone now.
    add.current?.focus()
  }
  const give = (chord: string): void =>
    change(withChord(bindings, action, chord), `${formatChord(chord, isMac)} does “${action.label}” now.`)

  return (
    <li className="keys-row">
      <span className="keys-row-label">{action.label}</span>
      <span className="keys-row-chords">
        {chords.length === 0 && state.type === 'shown' && <span className="keys-none">No keys</span>}
        {chords.map((chord) => (
          <button
            key={chord}
            type="button"
            className="keys-row-chord"
            aria-label={`Remove ${formatChord(chord, isMac)} from “${action.label}”`}
            onClick={() => change(withoutChord(bindings, action, chord), `${formatChord(chord, isMac)} was removed.`)}
          >
            <ChordKeys chord={chord} isMac={isMac} />
            <X aria-hidden />
          </button>
        ))}
        {state.type === 'shown' || state.type === 'taken' ? null : (
          <Recorder
            label={`Press keys for “${action.label}”. Escape leaves it as it is.`}
            onPress={(event) => {
              const result = recorded(bindings, action, event.nativeEvent)
              const goesOn = result.type === 'left' && result.goesOn
              if (!goesOn) {
                event.preventDefault()
                event.stopPropagation()
              }
              if (result.type === 'given') give(result.chord)
              else if (result.type === 'left') {
                setState({ type: 'shown' })
                if (!goesOn) add.current?.focus()
              } else if (result.type !== 'nothing') setState(result)
            }}
            onLeave={() => setState({ type: 'shown' })}
          />
        )}
        <IconButton
          ref={add}
          size="small"
          icon={Plus}
          label={`Add keys for “${action.label}”`}
          onClick={() => setState({ type: 'waiting' })}
        />
        {own.keys.has(action.id) && (
          <IconButton
            size="small"
            icon={RotateCcw}
            label={`Reset the keys of “${action.label}”`}
            onClick={() => change(withTableChords(bindings, action), 'The keys are as they were at first.')}
          />
        )}
      </span>
      <div className="keys-row-said" role="status">
        {state.type === 'waiting' && 'Press the keys. Escape leaves it as it is.'}
        {(state.type === 'refused' || state.type === 'taken') && state.text}
      </div>
      {state.type === 'taken' && (
        <Taken
          onTake={() => give(state.chord)}
          onLeave={() => {
            setState({ type: 'shown' })
            add.current?.focus()
          }}
        />
      )}
    </li>
  )
}

interface RecorderProps {
  readonly label: string
  readonly onPress: (event: KeyboardEvent) => void
  readonly onLeave: () => void
}

function Recorder({ label, onPress, onLeave }: RecorderProps): ReactElement {
  const own = useRef<HTMLButtonElement>(null)
  useEffect(() => own.current?.focus(), [])
  return (
    <button
      ref={own}
      type="button"
      className="keys-row-recorder"
      aria-label={label}
      onKeyDown={onPress}
      onBlur={onLeave}
    >
      Press keys…
    </button>
  )
}

function Taken({ onTake, onLeave }: { readonly onTake: () => void; readonly onLeave: () => void }): ReactElement {
  const take = useRef<HTMLButtonElement>(null)
  useEffect(() => take.current?.focus(), [])
  return (
    <div className="keys-row-taken">
      <Button ref={take} tone="primary" onClick={onTake}>
        Use them here instead
      </Button>
      <Button onClick={onLeave}>Leave them there</Button>
    </div>
  )
}
