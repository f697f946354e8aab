import { expect, test } from 'bun:test'
import { actions } from '../../keys/table.ts'
import { edits } from './edits.ts'
import { runs } from './run.ts'

test('[KEYS3] every action of the table does something, in one place', () => {
  const dialogs = new Set<string>(['dialog', 'list'])
  for (const { id, scopes } of actions) {
    const places = Number(runs.has(id)) + Number(edits.has(id))
    // Dialogs take their keys themselves.
    expect({ id, places }).toEqual({ id, places: scopes.every((scope) => dialogs.has(scope)) ? 0 : 1 })
  }
})
