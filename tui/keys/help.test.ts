import { expect, test } from 'bun:test'
import { width } from '../text/width.ts'
import type { Scope } from './action.ts'
import { defaultBindings } from './bindings.ts'
import { foldKeys, helpSections, hints } from './help.ts'
import { readBindings } from './readBindings.ts'
import { actions } from './table.ts'
import { vimCommands } from './vim/commands.ts'

const emacs = defaultBindings('emacs')
const shown = (bindings: typeof emacs, within: readonly Scope[], columns: number): string =>
  hints(bindings, within, columns)
    .map(({ text }) => text)
    .join('')

test('[KEYS9] help shows every action with its keys, and what is only in the palette', () => {
  for (const mode of ['emacs', 'vim'] as const) {
    const sections = helpSections(defaultBindings(mode))
    const titles = new Set(sections.flatMap(({ rows }) => rows.map(({ title }) => title)))
    for (const { title, scopes, [mode]: keys } of actions)
      if (keys.length > 0 || scopes.includes('global')) expect(titles.has(title)).toBe(true)
    expect(sections.some(({ rows }) => rows === vimCommands)).toBe(mode === 'vim')
  }
  const [everywhere, writing] = helpSections(emacs)
  expect(everywhere?.title).toBe('Everywhere')
  expect(everywhere?.rows).toContainEqual({ keys: 'Ctrl-K', title: 'Open the palette' })
  expect(everywhere?.rows).toContainEqual({ keys: '', title: 'Create a group' })
  expect(writing?.rows).toContainEqual({ keys: 'Alt-Enter, Shift-Enter, Ctrl-J', title: 'Begin a new line' })
})

test('[KEYS9] help and hints are of the keys in force', () => {
  const { bindings } = readBindings('{"bind":{"ctrl+t":"palette"},"unbind":["ctrl+k","enter"]}')
  expect(helpSections(bindings)[0]?.rows).toContainEqual({ keys: 'Ctrl-T', title: 'Open the palette' })
  const line = shown(bindings, ['composer'], 200)
  expect(line).toContain('^T palette')
  expect(line).not.toContain('send')
})

test('[KEYS9] hints fit their columns, each whole, the first ones for the place itself', () => {
  for (const mode of ['emacs', 'vim'] as const)
    for (const scope of ['composer', 'timeline', 'chats', 'pane', 'list', 'dialog'] as const)
      for (let columns = 0; columns < 120; columns += 7) {
        const line = shown(defaultBindings(mode), [scope], columns)
        expect(width(line)).toBeLessThanOrEqual(columns)
        expect(shown(defaultBindings(mode), [scope], 200).startsWith(line)).toBe(true)
      }
  expect(shown(emacs, ['composer', 'global'], 60)).toBe(' Enter send  Alt-Enter new line  ^K palette  Alt-N next ')
})

test('[KEYS9] keys of one action are shown over several lines where they are too many for one', () => {
  expect(foldKeys('Ctrl-W, Alt-Backspace, Ctrl-Backspace', 26)).toEqual(['Ctrl-W, Alt-Backspace,', 'Ctrl-Backspace'])
  expect(foldKeys('', 26)).toEqual([''])
  expect(foldKeys('Ctrl-Backspace', 3)).toEqual(['Ctrl-Backspace'])
  for (const mode of ['emacs', 'vim'] as const)
    for (const { rows } of helpSections(defaultBindings(mode)))
      for (const { keys } of rows) {
        const lines = foldKeys(keys, 26)
        expect(lines.join(' ')).toBe(keys)
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(26)
      }
})

test('[KEYS9] a hint names a key that means it here', () => {
  const popup = shown(emacs, ['assist', 'composer'], 200)
  expect(popup).toContain('Tab take')
  expect(popup).not.toContain('Enter send')
  const { bindings } = readBindings('{"unbind":["f1"]}')
  expect(shown(bindings, ['timeline'], 200)).toContain('? help')
  expect(shown(bindings, ['composer'], 200)).not.toContain('help')
})
