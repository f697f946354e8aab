import { useState, type ReactElement } from 'react'
import { Settings2 } from 'lucide-react'
import { useApp } from '../app/useApp.ts'
import { Button, Dialog, SearchField } from '../parts/main.ts'
import { ChordKeys } from './chordKeys.tsx'
import { listedActions } from './listed.ts'
import { useBindings } from './useBindings.ts'

/** All keys as they are now, the person's own too. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const bindings = useBindings()
  const [query, setQuery] = useState('')
  const sections = listedActions(bindings, query)
  const change = (): void => {
    onClose()
    app.go('/settings/keys')
  }
  return (
    <Dialog
      title="Keys"
      size="large"
      onClose={onClose}
      actions={
        <Button icon={Settings2} onClick={change}>
          Change keys
        </Button>
      }
    >
      <SearchField label="Search by name or keys" value={query} onChange={setQuery} data-focus-first="" />
      <p className="quiet-text" role="status">
        {query === '' ? '' : found(sections.reduce((count, { listed }) => count + listed.length, 0))}
      </p>
      <div className="keys-help">
        {sections.map(({ section, listed }) => (
          <section key={section} className="keys-help-section" aria-label={section}>
            <h3>{section}</h3>
            <dl>
              {listed.map(({ action, chords }) => (
                <div key={action.id} className="keys-help-row">
                  <dt>{action.label}</dt>
                  <dd>
                    {chords.length === 0 ? (
                      <span className="keys-none">No keys</span>
                    ) : (
                      chords.map((chord) => <ChordKeys key={chord} chord={chord} isMac={bindings.isMac} />)
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {sections.length === 0 && <p className="keys-none">Nothing is called so, and no such keys are in use.</p>}
      </div>
    </Dialog>
  )
}

const found = (count: number): string => (count === 1 ? '1 action found' : `${count} actions found`)
