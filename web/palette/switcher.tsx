/**
 * The switcher: one field that goes to any chat, person or loaded message, and does what keys do. Its focus stays in the field;
 * the arrows choose a row, which is told by `aria-activedescendant`.
 */
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { isUserId } from '@parley/protocol'
import type { PaletteEntry } from '@parley/protocol/text'
import type { App } from '../app/app.ts'
import { useApp } from '../app/useApp.ts'
import { chordsOf } from '../keys/bindings.ts'
import { chordOf } from '../keys/chord.ts'
import { tabActions } from '../keys/registry.ts'
import { actionOf } from '../keys/table.ts'
import { useBindings } from '../keys/useBindings.ts'
import { announce, Dialog } from '../parts/main.ts'
import { foundSections, foundText, keyOf, movedTo, rowsOf } from './found.ts'
import { personEntry } from './offers.ts'
import { SwitcherRow } from './switcherRow.tsx'
import { useOffers } from './useOffers.ts'
import { usePeople } from './usePeople.ts'

const signs = [
  ['#', 'chats'],
  ['@', 'people'],
  ['>', 'commands'],
  ['/', 'messages'],
] as const
const hint = 'A chat, a person, a command…'

export function Switcher({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const bindings = useBindings()
  const id = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  // With very many chats the field goes before the list.
  const wanted = useDeferredValue(query)
  const offers = useOffers(app, bindings)
  const people = usePeople(app, wanted)
  const sections = foundSections(wanted, { ...offers, person: [...people.values()].map(personEntry) })
  const rows = rowsOf(sections)
  const at = Math.min(chosen, rows.length - 1)
  const row = rows[at]
  const said = foundText(sections)
  const optionId = (entry: PaletteEntry): string => `${id}-${keyOf(entry)}`
  const activeId = row === undefined ? null : optionId(row.entry)

  useEffect(() => {
    if (wanted !== '') announce(said)
  }, [wanted, said])
  useEffect(() => {
    if (activeId !== null) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const choose = (entry: PaletteEntry): void => {
    // What comes next finds the focus where it was before.
    flushSync(onClose)
    go(app, entry)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const chord = chordOf(event.nativeEvent, bindings.isMac)
    const next = movedTo(event.key, at, rows.length)
    if (chord !== null && chordsOf(bindings, 'app.switcher').includes(chord)) onClose()
    else if (chord === 'enter' && row !== undefined) choose(row.entry)
    else if (next !== null && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) setChosen(next)
    else return
    event.preventDefault()
  }

  return (
    <Dialog title="Go to" isBare size="medium" className="switcher" onClose={onClose}>
      <input
        className="switcher-field"
        type="text"
        role="combobox"
        aria-label={hint}
        aria-expanded={rows.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(activeId === null ? {} : { 'aria-activedescendant': activeId })}
        aria-describedby={`${id}-signs`}
        placeholder={hint}
        dir="auto"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        enterKeyHint="go"
        data-focus-first=""
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      {rows.length === 0 && <p className="switcher-none">Nothing is called so.</p>}
      <div id={`${id}-list`} role="listbox" aria-label="Found" className="switcher-list">
        {sections.map(({ kind, title, matches }) => (
          <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
            <div id={`${id}-${kind}`} className="switcher-heading" role="presentation">
              {title}
            </div>
            {matches.map((match) => (
              <SwitcherRow
                key={match.entry.id}
                id={optionId(match.entry)}
                match={match}
                isChosen={match === row}
                onPoint={() => setChosen(rows.indexOf(match))}
                onChoose={() => choose(match.entry)}
              />
            ))}
          </div>
        ))}
      </div>
      <p id={`${id}-signs`} className="switcher-signs">
        {signs.map(([sign, what]) => (
          <span key={sign}>
            <kbd className="keys-chord">{sign}</kbd> {what}
          </span>
        ))}
      </p>
    </Dialog>
  )
}

function go(app: App, { kind, id }: PaletteEntry): void {
  switch (kind) {
    case 'chat':
      return app.go(`/chat/${id}`)
    case 'person':
      return isUserId(id) ? app.attempt(() => app.openPrivate(id)) : undefined
    case 'command': {
      const action = actionOf(id)
      if (action !== null) tabActions.run(action.id)
      return undefined
    }
    case 'message': {
      const chat = app.current.get()
      return chat === null ? undefined : app.go(`/chat/${chat}/${id}`)
    }
  }
}
