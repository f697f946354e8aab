/** A person's own keys, from `keys.json`. What is wrong in it is told and left out; the rest works. */
import { type KeyMode, type Scope, scopes } from './action.ts'
import { type Bindings, isInTheWay, tableKeys } from './bindings.ts'
import { parseKeys } from './chord.ts'
import { type ActionId, actionOf } from './table.ts'

export interface ReadBindings {
  readonly bindings: Bindings
  /** A sentence for each entry that was left out. */
  readonly mistakes: readonly string[]
}

type Keys = Record<Scope, Map<string, ActionId>>

/**
 * `{ "mode": "vim", "bind": { "ctrl+t": "palette", "timeline": { "x": "delete" } }, "unbind": ["f2"] }`. Keys outside a scope
 * are for everywhere. `mode` takes the place of the file's.
 */
export function readBindings(text: string, mode: KeyMode | null = null): ReadBindings {
  const mistakes: string[] = []
  const file = parse(text, mistakes)
  const told = 'mode' in file ? file.mode : 'emacs'
  if (told !== 'emacs' && told !== 'vim') mistakes.push('"mode" is "emacs" or "vim".')
  const inForce = mode ?? (told === 'vim' ? 'vim' : 'emacs')
  const keys = tableKeys(inForce)
  if ('unbind' in file) unbind(keys, file.unbind, mistakes)
  if ('bind' in file) bindAll(keys, file.bind, mistakes)
  return { bindings: { mode: inForce, scopes: keys }, mistakes }
}

function parse(text: string, mistakes: string[]): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    mistakes.push('It must hold one JSON object.')
  } catch (error) {
    mistakes.push(`It is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
  return {}
}

function unbind(keys: Keys, value: unknown, mistakes: string[]): void {
  if (!Array.isArray(value)) return void mistakes.push('"unbind" is a list of keys, like ["f2"].')
  for (const text of value) {
    const parsed = typeof text === 'string' ? parseKeys(text) : null
    if (parsed === null)
      mistakes.push(`${JSON.stringify(text)} in "unbind" names no keys. They look like "ctrl+k" or "g g".`)
    else for (const scope of scopes) keys[scope].delete(parsed)
  }
}

function bindAll(keys: Keys, value: unknown, mistakes: string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return void mistakes.push('"bind" is an object of keys and actions.')
  const own = new Set<string>()
  const bind = (scope: Scope, text: string, action: unknown): void => bindOne(keys, own, scope, text, action, mistakes)
  for (const [name, entry] of Object.entries(value)) {
    const scope = scopes.find((one) => one === name)
    if (typeof entry === 'string') bind('global', name, entry)
    else if (scope === undefined || typeof entry !== 'object' || entry === null)
      mistakes.push(`"${name}" in "bind" is neither keys with an action nor one of ${scopes.join(', ')}.`)
    else for (const [text, action] of Object.entries(entry)) bind(scope, text, action)
  }
}

/** `own` are the person's own keys, each behind its scope. */
function bindOne(keys: Keys, own: Set<string>, scope: Scope, text: string, action: unknown, mistakes: string[]): void {
  const parsed = parseKeys(text)
  const known = typeof action === 'string' ? actionOf(action) : null
  if (parsed === null)
    return void mistakes.push(`"${text}" names no keys. They look like "ctrl+k", "alt+enter" or "g g".`)
  if (known === null) return void mistakes.push(`"${text}" is bound to ${JSON.stringify(action)}, which is no action.`)
  const place = `${scope} ${parsed}`
  if (own.has(place)) return void mistakes.push(`"${text}" is bound twice.`)
  for (const other of own)
    if (isInTheWay(other, place))
      return void mistakes.push(
        `"${text}" and "${other.slice(scope.length + 1)}" begin alike, and only one can be bound.`,
      )
  own.add(place)
  // What the person asks for wins over the table: keys that could no longer be complete go, and for keys that are for everywhere
  // those of every place.
  for (const other of scope === 'global' ? scopes : [scope])
    for (const bound of keys[other].keys())
      if ((bound === parsed || isInTheWay(bound, parsed)) && !own.has(`${other} ${bound}`)) keys[other].delete(bound)
  keys[scope].set(parsed, known.id)
}
