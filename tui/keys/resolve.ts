/**
 * From keys to what they mean. A pure machine: keys that have begun something are in its state.
 *
 * The more specific scope wins. Where text is written, keys that type are text, whatever wider scopes bind them to; a sequence that
 * leads nowhere is dropped there and its last key taken by itself, so that nothing typed gets lost. It never throws.
 */
import type { Editor, EditorAction } from '../composer/editor.ts'
import type { Key } from '../shell/event.ts'
import { type KeyMode, type Scope, textScopes } from './action.ts'
import type { Bindings } from './bindings.ts'
import { isTyped, keyLabel, keyName } from './chord.ts'
import { type ActionId, actionOf } from './table.ts'
import { insertMode, type VimState } from './vim/state.ts'
import { escapeInsert, vimPress } from './vim/press.ts'

export { keyName } from './chord.ts'

/** The largest count before a command of vim's. */
export const countMax = 9_999

export interface KeyState {
  /** Keys of a sequence that has begun. */
  readonly prefix: readonly string[]
  /** Digits typed before a command of vim's outside the composer; empty for none. */
  readonly digits: string
  /** Null with Emacs keys. */
  readonly vim: VimState | null
}

export interface KeyContext {
  readonly bindings: Bindings
  /** Where the focus is, the most specific first: `['assist', 'composer']`. `global` comes last by itself. */
  readonly scopes: readonly Scope[]
  /** The composer's, for vim; null where there is none. */
  readonly editor: Editor | null
}

interface PendingOption {
  /** What to press next, for people. */
  readonly keys: string
  readonly title: string
}

export type Outcome =
  /** `count` is what was typed before the key in vim mode, 1 to `countMax`. */
  | { readonly type: 'action'; readonly id: ActionId; readonly count?: number }
  /** Typed text. Where no text is written it is nothing, or begins a filter. */
  | { readonly type: 'insert'; readonly text: string }
  /** Changes of the composer's text, in this order. May be empty: only vim's mode has changed. */
  | { readonly type: 'edits'; readonly actions: readonly EditorAction[] }
  /** A sequence or a command of vim's has begun. `prefix` is for people. */
  | { readonly type: 'pending'; readonly prefix: string; readonly options: readonly PendingOption[] }
  | { readonly type: 'none' }

export interface Pressed {
  readonly state: KeyState
  readonly outcome: Outcome
}

/** Vim begins in insert mode: the first thing done in a chat is to write. */
export const initialKeys = (mode: KeyMode): KeyState => ({
  prefix: [],
  digits: '',
  vim: mode === 'vim' ? insertMode : null,
})

/** Forgets what has begun, after a click or when another chat is shown. */
export const withoutPending = (state: KeyState): KeyState => ({
  prefix: [],
  digits: '',
  vim: state.vim === null ? null : { ...state.vim, typed: '' },
})

/** For the status line: vim's mode, or what has begun; empty for neither. */
export function pendingKeys(state: KeyState): string {
  const typed = [state.digits, keyLabel(state.prefix.join(' ')), state.vim?.typed ?? ''].filter((part) => part !== '')
  const mode = state.vim === null || state.vim.mode === 'insert' ? [] : [modeNames[state.vim.mode]]
  return [...mode, ...typed].join(' ')
}

const modeNames = { normal: 'NORMAL', visual: 'VISUAL', visualLine: 'V-LINE' } as const

export function press(state: KeyState, key: Key, context: KeyContext): Pressed {
  const chord = keyName(key)
  const commanded = state.prefix.length === 0 ? inVim(state, key, chord, context) : null
  if (commanded !== null) return commanded
  const sequence = [...state.prefix, chord]
  const maps = mapsFor(state, key, context)
  const keys = sequence.join(' ')
  const cleared: KeyState = { ...state, prefix: [], digits: '' }
  // Escape takes back a count before it means anything else.
  if (chord === 'escape' && state.digits !== '') return { state: cleared, outcome: { type: 'none' } }
  for (const map of maps) {
    const id = map.get(keys)
    if (id !== undefined) return { state: writingAfter(cleared, id), outcome: actionOutcome(id, state.digits) }
    if (begins(map, keys)) return pending({ ...state, prefix: sequence }, maps)
  }
  if (state.prefix.length > 0) {
    const isText = context.scopes.some((scope) => textScopes.includes(scope))
    if (!isText || chord === 'escape' || chord === 'ctrl+g') return { state: cleared, outcome: { type: 'none' } }
    return press(cleared, key, context)
  }
  const digits = counted(state, chord, context)
  if (digits !== null) return pending({ ...state, digits }, [])
  if (isTyped(key)) return { state: cleared, outcome: { type: 'insert', text: key.text } }
  return { state: cleared, outcome: { type: 'none' } }
}

/** Who goes from the messages to writing writes: vim's mode is that of inserting then. */
function writingAfter(state: KeyState, id: ActionId): KeyState {
  if (state.vim === null || (id !== 'write' && id !== 'reply' && id !== 'edit')) return state
  return { ...state, vim: { ...state.vim, mode: 'insert', typed: '' } }
}

function actionOutcome(id: ActionId, digits: string): Outcome {
  if (digits === '') return { type: 'action', id }
  return { type: 'action', id, count: Math.min(Number(digits), countMax) }
}

/** The keys to look at, the most specific first. */
function mapsFor(state: KeyState, key: Key, context: KeyContext): readonly ReadonlyMap<string, ActionId>[] {
  const ordered = [...context.scopes.filter((scope) => scope !== 'global'), 'global' as const]
  const textAt = ordered.findIndex((scope) => textScopes.includes(scope))
  const isText = isTyped(key) && state.prefix.length === 0 && textAt >= 0
  return (isText ? ordered.slice(0, textAt + 1) : ordered).map((scope) => context.bindings.scopes[scope])
}

function begins(map: ReadonlyMap<string, ActionId>, keys: string): boolean {
  for (const bound of map.keys()) if (bound.startsWith(`${keys} `)) return true
  return false
}

function pending(state: KeyState, maps: readonly ReadonlyMap<string, ActionId>[]): Pressed {
  const start = state.prefix.join(' ')
  const options = new Map<string, string>()
  for (const map of maps)
    for (const [keys, id] of map) {
      const rest = keys.slice(start.length + 1)
      if (keys.startsWith(`${start} `) && !options.has(rest)) options.set(rest, actionOf(id)?.title ?? id)
    }
  return {
    state,
    outcome: {
      type: 'pending',
      prefix: pendingKeys(state),
      options: [...options].map(([keys, title]) => ({ keys: keyLabel(keys), title })),
    },
  }
}

/** Counts are for vim, where no text is written. */
function counted({ digits, vim }: KeyState, chord: string, { scopes }: KeyContext): string | null {
  if (vim === null || scopes.some((scope) => textScopes.includes(scope))) return null
  if (!/^\d$/.test(chord) || (chord === '0' && digits === '')) return null
  return String(Math.min(Number(digits + chord), countMax))
}

function inVim(state: KeyState, key: Key, chord: string, { scopes, editor }: KeyContext): Pressed | null {
  const { vim } = state
  if (vim === null || editor === null || !scopes.includes('composer')) return null
  if (vim.mode === 'insert') {
    // What is open over the composer is left first.
    if (chord !== 'escape' || scopes[0] !== 'composer') return null
    const { vim: next, edits } = escapeInsert(vim, editor)
    return { state: { ...state, vim: next }, outcome: { type: 'edits', actions: edits } }
  }
  const result = vimPress(vim, isTyped(key) ? key.text : chord, editor)
  if (result === null) return null
  const next = { ...state, vim: result.vim }
  switch (result.type) {
    case 'edits':
      return { state: next, outcome: { type: 'edits', actions: result.edits } }
    case 'action':
      return { state: next, outcome: actionOutcome(result.id, result.count === undefined ? '' : String(result.count)) }
    case 'pending':
      return pending(next, [])
    case 'none':
      return { state: next, outcome: { type: 'none' } }
  }
}
