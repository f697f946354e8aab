import type { ReactElement } from 'react'
import { useState } from 'react'
import { useApp } from '../app/useApp.ts'
import { announce, Banner, Button, SearchField, Switch } from '../parts/main.ts'
import { chordsOf, keysSetting, type Own, ownToText } from './bindings.ts'
import { KeyRow } from './keyRow.tsx'
import { listedActions } from './listed.ts'
import { withEnterAs } from './rebind.ts'
import { useBindings } from './useBindings.ts'

/** A person's own keys, the same on all of their devices. */
export function KeySettings(): ReactElement {
  const app = useApp()
  const bindings = useBindings()
  const [query, setQuery] = useState('')
  const save = (own: Own, said: string): void => {
    const refused = app.client.setSetting(keysSetting, ownToText(own))
    if (refused === null) announce(said)
    else app.toast(refused.message, 'error')
  }
  const { own, mistakes } = bindings
  const sections = listedActions(bindings, query)
  return (
    <div className="keys-settings">
      {mistakes.length > 0 && (
        <Banner tone="warning">
          {mistakes.map((mistake) => (
            <p key={mistake}>{mistake}</p>
          ))}
        </Banner>
      )}
      <Switch
        label="Enter sends the message"
        hint="Otherwise Enter begins a new line, and Enter with Ctrl or ⌘ sends."
        isOn={chordsOf(bindings, 'composer.send').includes('enter')}
        onChange={(isOn) =>
          save(withEnterAs(own, isOn ? 'send' : 'newline'), isOn ? 'Enter sends.' : 'Enter begins a new line.')
        }
      />
      <Switch
        label="Keys of one letter"
        hint="R replies to the message that has the focus, E edits it, and so on. They do nothing while you write."
        isOn={own.letters}
        onChange={(letters) =>
          save({ ...own, letters }, letters ? 'Keys of one letter are on.' : 'Keys of one letter are off.')
        }
      />
      <SearchField label="Search by name or keys" value={query} onChange={setQuery} />
      {sections.map(({ section, listed }) => (
        <section key={section} className="keys-settings-section" aria-label={section}>
          <h3>{section}</h3>
          <ul>
            {listed.map(({ action }) => (
              <KeyRow key={action.id} action={action} bindings={bindings} onChange={save} />
            ))}
          </ul>
        </section>
      ))}
      {sections.length === 0 && <p className="keys-none">Nothing is called so, and no such keys are in use.</p>}
      <Button
        disabled={own.keys.size === 0 && !own.letters}
        onClick={() => save({ letters: false, keys: new Map() }, 'All keys are as they were at first.')}
      >
        Reset all keys
      </Button>
    </div>
  )
}
