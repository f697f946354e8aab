import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { edit, editorOf } from '../../composer/edit.ts'
import type { EditContext, Editor, EditorAction } from '../../composer/editor.ts'
import { graphemesOf, isBoundary } from '@parley/protocol/text'
import type { Key } from '../../shell/event.ts'
import { width } from '../../text/width.ts'
import { defaultBindings } from '../bindings.ts'
import { initialKeys, type KeyState, pendingKeys, press } from '../resolve.ts'
import { vimCommands } from './commands.ts'

const bindings = defaultBindings('vim')
const context: EditContext = { columns: 80, width }

interface Typed {
  readonly editor: Editor
  readonly keys: KeyState
  readonly ran: readonly string[]
}

function keyOf(name: string): Key {
  if (name === '<esc>') return { name: 'escape', text: '', ctrl: false, alt: false, shift: false }
  if (name === '<bs>') return { name: 'backspace', text: '', ctrl: false, alt: false, shift: false }
  if (name === '<enter>') return { name: 'enter', text: '', ctrl: false, alt: false, shift: false }
  if (name === '<c-r>') return { name: 'r', text: '', ctrl: true, alt: false, shift: false }
  return { name: name === ' ' ? 'space' : name, text: name, ctrl: false, alt: false, shift: false }
}

/** `<esc>` and its like are one key, all else is typed letter by letter. */
const namesOf = (keys: string): readonly string[] =>
  keys
    .split(/(<[a-z-]+>)/)
    .flatMap((part) => (/^<.+>$/.test(part) ? [part] : Array.from(graphemesOf(part), (one) => one.text)))

/** As the app does it: what vim leaves to the table, and typed text, are changes of the editor too. */
function typed(start: Editor, keys: string, first: KeyState = normal): Typed {
  let state = first
  let editor = start
  const ran: string[] = []
  const apply = (action: EditorAction): void => {
    editor = edit(editor, action, context)
  }
  for (const name of namesOf(keys)) {
    const { state: next, outcome } = press(state, keyOf(name), { bindings, scopes: ['composer'], editor })
    state = next
    if (outcome.type === 'edits') outcome.actions.forEach(apply)
    if (outcome.type === 'insert') apply({ type: 'insert', text: outcome.text })
    if (outcome.type !== 'action') continue
    ran.push(outcome.id)
    for (let time = 0; time < (outcome.count ?? 1); time++) {
      if (outcome.id === 'moveUp') apply({ type: 'move', to: 'up', select: false })
      if (outcome.id === 'moveDown') apply({ type: 'move', to: 'down', select: false })
      if (outcome.id === 'backspace') apply({ type: 'backspace' })
    }
  }
  return { editor, keys: state, ran }
}

const normal: KeyState = { ...initialKeys('vim'), vim: { mode: 'normal', typed: '', lastChange: '', lines: null } }

/** `|` stands before the letter that the cursor is on. */
function marked(text: string): Editor {
  const cursor = text.indexOf('|')
  return { ...editorOf(text.replace('|', '')), cursor }
}
const shown = ({ text, cursor }: Editor): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`

type Row = readonly [before: string, keys: string, after: string]

function all(rows: readonly Row[]): void {
  for (const [before, keys, after] of rows) {
    const { editor } = typed(marked(before), keys)
    expect([before, keys, shown(editor)]).toEqual([before, keys, after])
    expect(editor.anchor).toBeNull()
  }
}

test('[KEYS10] motions by letters, words, lines, and to a letter', () => {
  all([
    ['abc|d', 'h', 'ab|cd'],
    ['abc|d', '9h', '|abcd'],
    ['a\n|b', 'h', 'a\n|b'],
    ['ab|c', '<bs>', 'a|bc'],
    ['|abc', 'l', 'a|bc'],
    ['ab|c', 'l', 'ab|c'],
    ['|abc\nd', '9l', 'ab|c\nd'],
    ['|👩‍👩‍👧e\u0301x', 'll', '👩‍👩‍👧e\u0301|x'],
    ['a|b\ncd', 'j', 'ab\nc|d'],
    ['a|b\ncd\nef\ngh', '2j', 'ab\ncd\ne|f\ngh'],
    ['ab\nc|d', 'k', 'a|b\ncd'],
    ['|one two.three', 'w', 'one |two.three'],
    ['one |two.three', 'w', 'one two|.three'],
    ['one |two.three x', 'W', 'one two.three |x'],
    ['|a b c d', '3w', 'a b c |d'],
    ['a |b', 'w', 'a |b'],
    ['one two.thr|ee', 'b', 'one two.|three'],
    ['one two.thr|ee', 'B', 'one |two.three'],
    ['one two.thr|ee', '9b', '|one two.three'],
    ['|one two', 'e', 'on|e two'],
    ['on|e two', 'e', 'one tw|o'],
    ['|a.b c', 'E', 'a.|b c'],
    ['one\n tw|o', '0', 'one\n| two'],
    ['one\n tw|o', '^', 'one\n |two'],
    ['o|ne\ntwo', '$', 'on|e\ntwo'],
    ['o|ne\ntwo', '2$', 'one\ntw|o'],
    ['a\n b\n|c', 'gg', '|a\n b\nc'],
    ['a\n b\n|c', '2gg', 'a\n |b\nc'],
    ['|a\n b\n c', 'G', 'a\n b\n |c'],
    ['|a\n b\n c', '2G', 'a\n |b\n c'],
    ['|abcabc', 'fc', 'ab|cabc'],
    ['|abcabc', '2fc', 'abcab|c'],
    ['|abcabc', '3fc', '|abcabc'],
    ['|abc', 'tc', 'a|bc'],
    ['abca|bc', 'Fa', 'abc|abc'],
    ['abca|bc', '2Fa', '|abcabc'],
    ['abca|bc', '3Fa', 'abca|bc'],
    ['abca|bc', 'Tb', 'ab|cabc'],
    ['|ab\nc', 'fc', '|ab\nc'],
    ['|ab👍🏽c', 'f👍🏽', 'ab|👍🏽c'],
  ])
})

test('[KEYS10] inserting: here, behind, at the ends of the line, on a new line', () => {
  all([
    ['a|b', 'ix<esc>', 'a|xb'],
    ['a|b', 'ax<esc>', 'ab|x'],
    ['|ab\nc', 'axy<esc>', 'ax|yb\nc'],
    ['|', 'ax<esc>', '|x'],
    ['  a|b', 'Ix<esc>', '  |xab'],
    ['|ab\nc', 'Ax<esc>', 'ab|x\nc'],
    ['|ab\nc', 'ox<esc>', 'ab\n|x\nc'],
    ['ab\n|c', 'Ox<esc>', 'ab\n|x\nc'],
    ['|ab', 'Ox<esc>', '|x\nab'],
    ['ab|', 'ic<esc>', 'ab|c'],
    ['ab|', 'ac<esc>', 'ab|c'],
  ])
  expect(typed(marked('a|b'), 'iddw').editor.text).toBe('addwb')
})

test('[KEYS10] deleting and changing over motions, words and lines', () => {
  all([
    ['a|bc', 'x', 'a|c'],
    ['ab|c', 'x', 'a|b'],
    ['ab|', 'x', '|a'],
    ['|abcd', '3x', '|d'],
    ['|ab\nc', '9x', '|\nc'],
    ['|', 'x', '|'],
    ['ab|c', 'X', 'a|c'],
    ['a\n|b', 'X', 'a\n|b'],
    ['ab|cd\ne', 'D', 'a|b\ne'],
    ['ab|cd\ne', 'Cx<esc>', 'ab|x\ne'],
    ['ab|cd', 'sx<esc>', 'ab|xd'],
    ['a\nb|c\nd', 'Sx<esc>', 'a\n|x\nd'],
    ['a\n|b\n c', 'dd', 'a\n |c'],
    ['a\nb|c', 'dd', '|a'],
    ['a\n|', 'dd', '|a'],
    ['|abc', 'dd', '|'],
    ['|a\nb\nc', '2dd', '|c'],
    ['|a\nb\nc', 'd2d', '|c'],
    ['|a\nb', '9dd', '|'],
    ['a|b\nc\nd', 'dj', '|d'],
    ['a\n|b', 'dj', 'a\n|b'],
    ['a\nb\n|c', 'dk', '|a'],
    ['a\n|b\nc', 'dG', '|a'],
    ['a\n|b\nc', 'dgg', '|c'],
    ['a|b\nc', 'ccx<esc>', '|x\nc'],
    ['a\n|b', 'ccx<esc>', 'a\n|x'],
    ['one |two three', 'dw', 'one |three'],
    ['one |two three', 'd2w', 'one| '],
    ['|a b c d', '2dw', '|c d'],
    ['one |two\nthree', 'dw', 'one| \nthree'],
    ['one |two', 'dw', 'one| '],
    ['one |two three', 'cwx<esc>', 'one |x three'],
    ['|a b', 'cwx<esc>', '|x b'],
    ['|a b c', '2cwx<esc>', '|x c'],
    ['on|e two', 'cwx<esc>', 'on|x two'],
    ['|one two', 'de', '| two'],
    ['one tw|o', 'db', 'one |o'],
    ['ab|c', 'd0', '|c'],
    ['|abcabc', 'dtc', '|cabc'],
    ['|abcabc', 'dfc', '|abc'],
    ['|abc', 'dfx', '|abc'],
    ['ab|c', 'dFa', '|c'],
    ['one t|wo three', 'diw', 'one | three'],
    ['one t|wo three', 'daw', 'one |three'],
    ['one t|wo', 'daw', 'on|e'],
    ['one t|wo three', 'ciwx<esc>', 'one |x three'],
    ['a (t|wo.x) b', 'diW', 'a | b'],
    ['a  | b', 'diw', 'a|b'],
    ['|abc', 'd<esc>x', '|bc'],
    ['|abc', 'dqx', '|bc'],
  ])
})

test('[KEYS10] what is deleted or copied is put: letters at the cursor, lines on lines of their own', () => {
  all([
    ['|ab', 'xp', 'b|a'],
    ['|ab', 'xP', '|ab'],
    ['|abc', 'x3p', 'baa|ac'],
    ['|a\nb', 'yyp', 'a\n|a\nb'],
    ['a\n| b', 'yyP', 'a\n |b\n b'],
    ['a\n|b', 'yyp', 'a\nb\n|b'],
    ['a\n|b', 'ddP', '|b\na'],
    ['|a\nb', 'ddp', 'b\n|a'],
    ['abc\n|b', 'ddkp', 'abc\n|b'],
    ['|a\nb\nc', 'yj2p', 'a\n|a\nb\na\nb\nb\nc'],
    ['|ab', 'Yp', 'ab\n|ab'],
    ['|one two', 'ywP', 'one| one two'],
    ['one |two', 'y0$p', 'one twoone| '],
    ['|', 'p', '|'],
    ['|a\n', 'yyjp', 'a\n\n|a'],
  ])
})

test('[KEYS10] replacing, changing case, joining', () => {
  all([
    ['a|bc', 'rx', 'a|xc'],
    ['|abc', '2rx', 'x|xc'],
    ['ab|c', '2rx', 'ab|c'],
    ['|abc', 'r👍🏽', '|👍🏽bc'],
    ['|abc', 'r<esc>x', '|bc'],
    ['|aBc', '~', 'A|Bc'],
    ['|aBc', '3~', 'Ab|C'],
    ['|a\n  b', 'J', 'a| b'],
    ['|a\nb\nc\nd', '3J', 'a b| c\nd'],
    ['|a \nb', 'J', 'a |b'],
    ['|a\n\nb', 'J', '|a\nb'],
    ['|f(\n)', 'J', 'f(|)'],
    ['|a', 'J', '|a'],
  ])
})

test('[KEYS10] undo and redo leave nothing selected, and the dot does the last change again', () => {
  all([
    ['|a b c', 'dwu', '|a b c'],
    ['|a b c', 'dwdwu', '|b c'],
    ['|a b c', 'dwdw2u', '|a b c'],
    ['|a b c', 'dwdwuu<c-r>', '|b c'],
    ['|a b c', 'dwdw2u2<c-r>', '|c'],
    ['|a b c', 'dw.', '|c'],
    ['|abcd', '2x.', '|'],
    ['|abc', '.', '|abc'],
    ['|ab\nc', 'xyyjP.', 'b\n|b\nb\nc'],
    ['|a b', 'dwuix<esc>', '|xa b'],
  ])
})

test('[KEYS10] a selection of letters or lines is worked on', () => {
  all([
    ['a|bcd', 'vld', 'a|d'],
    ['abc|d', 'vhhd', '|a'],
    ['a|bcd', 'vd', 'a|cd'],
    ['a|bcd', 'v$d', '|a'],
    ['|one two', 'vwcx<esc>', '|xwo'],
    ['a|b\nc\nd', 'Vjd', '|d'],
    ['a\n|b', 'Vd', '|a'],
    ['a\n|b\nc', 'Vcx<esc>', 'a\n|x\nc'],
    ['a|b\nc', 'Vyp', 'ab\n|ab\nc'],
    ['|abc', 'vlyP', 'a|babc'],
    ['|abc', 'vl~', '|ABc'],
    ['|abc\nd', 'vjrx', '|xxx\nx'],
    ['|a\nb\nc', 'VjjJ', 'a b| c'],
    ['|abc', 'xvp', '|ac'],
    ['|a\nb\nc', 'yyjVp', 'a\n|a\nc'],
    ['one t|wo', 'viwd', 'one| '],
    ['a|bcd', 'vlohd', '|d'],
    ['a|bcd', 'vl<esc>', 'ab|cd'],
    ['a|bcd', 'vlvx', 'ab|d'],
    ['a|b\ncd', 'vVd', '|cd'],
    ['|', 'viwd', '|'],
  ])
})

test('[KEYS11] escape leaves what has begun, then the selection or inserting, then the composer', () => {
  const begun = typed(marked('|ab'), '2d')
  expect(pendingKeys(begun.keys)).toBe('NORMAL 2d')
  const left = typed(begun.editor, '<esc>', begun.keys)
  expect(pendingKeys(left.keys)).toBe('NORMAL')
  expect(left.ran).toEqual([])
  expect(typed(left.editor, '<esc>', left.keys).ran).toEqual(['cancel'])
  expect(pendingKeys(typed(marked('|ab'), 'v').keys)).toBe('VISUAL')
  expect(pendingKeys(typed(marked('|ab'), 'V').keys)).toBe('V-LINE')
  expect(typed(marked('|ab'), 'v<esc>').ran).toEqual([])
  expect(typed(marked('|ab'), '<enter>').ran).toEqual(['send'])
  expect(typed(marked('|ab'), 'd<enter>').ran).toEqual([])
  expect(typed(marked('ab|'), '<esc>', initialKeys('vim'))).toMatchObject({ editor: { cursor: 1 }, ran: [] })
})

test('[KEYS11] the commands that help shows are understood', () => {
  const names: Readonly<Record<string, string>> = { Esc: '<esc>', 'Ctrl-R': '<c-r>', 'g g': 'gg' }
  const vim = { mode: 'normal', typed: '', lastChange: 'x', lines: null } as const
  for (const { keys } of vimCommands)
    for (const command of keys.split(', ')) {
      const editor = marked('a b|c d\nxy')
      for (const name of namesOf(names[command] ?? command)) {
        const { outcome } = press({ ...normal, vim }, keyOf(name), { bindings, scopes: ['composer'], editor })
        expect([command, outcome.type]).not.toEqual([command, 'none'])
      }
    }
})

test('[KEYS11] whatever is typed, the cursor stands between letters, nothing is too long, and normal mode selects nothing', () => {
  const keys = fc.constantFrom(
    ...'hjklwbeWBE0^$fFtTgGdcyxXDCsSYrJ~pPuvV.iaIAoOq19 x'.split(''),
    'é',
    '👍🏽',
    '<esc>',
    '<bs>',
    '<c-r>',
    '<enter>',
  )
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '\n', '👍🏽', 'e\u0301'), maxLength: 20 }),
      fc.array(keys, { maxLength: 40 }),
      (text, pressed) => {
        const { editor, keys: state } = typed(editorOf(text), pressed.join(''))
        expect(isBoundary(editor.text, editor.cursor)).toBe(true)
        expect(state.vim?.typed.length ?? 0).toBeLessThanOrEqual(16)
        if (state.vim?.mode === 'normal') expect(editor.anchor).toBeNull()
      },
    ),
    { numRuns: 500 },
  )
})
