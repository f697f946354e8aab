import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { edit, editorOf } from './edit.ts'
import { composerLimits, type EditContext, type Editor, type EditorAction, type Move } from './editor.ts'
import { graphemesOf, isBoundary, nextBoundary, previousBoundary } from '@parley/protocol/text'
import { width } from '../text/width.ts'

const context: EditContext = { columns: 10, width }
const run = (editor: Editor, ...actions: readonly EditorAction[]): Editor =>
  actions.reduce((one, action) => edit(one, action, context), editor)
const typed = (text: string): readonly EditorAction[] => text.split('').map((one) => ({ type: 'insert', text: one }))
const move = (to: Move, select = false): EditorAction => ({ type: 'move', to, select })
const at = (text: string, cursor: number): Editor => ({ ...editorOf(text), cursor })

/** What is hard about letters: marks, joiners, flags, tones, Hangul in parts, wide and hidden ones. */
const letters = ['a', 'B', '1', ' ', '\n', '\t', '.', 'é', '日本', 'カ', 'न', '्', 'ᄀ', 'ᅡ', 'ᆨ', '`', ':']
const joining = ['\u0301', '\u200d', '\ufe0f', '👩', '👩‍👩‍👧', '🇦', '🇩🇪', '🏽', '👍🏽']
const unwanted = ['\u202e', '\u200b', '\r\n', '\u001b[31m', '\ud83d']
const pieces = fc.constantFrom(...letters, ...joining, ...unwanted)
const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''))
const allMoves = [
  ...(['left', 'right', 'wordLeft', 'wordRight', 'lineStart', 'lineEnd'] as const),
  ...(['up', 'down', 'textStart', 'textEnd'] as const),
]
const moves = fc.constantFrom<Move[]>(...allMoves)
const offsets = fc.integer({ min: -3, max: 80 })
const actions: fc.Arbitrary<EditorAction> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('insert' as const), text: fc.oneof(pieces, texts) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('move' as const), to: moves, select: fc.boolean() }) },
  fc.record({ type: fc.constant('moveTo' as const), offset: offsets, select: fc.boolean() }),
  fc.record({ type: fc.constant('selectWord' as const), offset: offsets }),
  fc.record({ type: fc.constant('replaceAll' as const), text: texts }),
  fc.record({ type: fc.constant('replaceRange' as const), from: offsets, to: offsets, text: texts }),
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        ...(['newline', 'backspace', 'deleteForward', 'deleteWordBack', 'deleteWordForward', 'killToLineEnd'] as const),
        ...(['killToLineStart', 'killLine', 'killRegion', 'copyRegion', 'yank', 'yankPop', 'selectAll'] as const),
        ...(['setMark', 'dropSelection', 'transpose', 'upcase', 'downcase', 'capitalise'] as const),
      )
      .map((type) => ({ type })),
  },
)
const undoing: fc.Arbitrary<EditorAction> = fc.constantFrom({ type: 'undo' as const }, { type: 'redo' as const })

test('[COMPOSE1] whatever is done, cursor and anchor stand between graphemes and within the text', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.oneof({ weight: 5, arbitrary: actions }, undoing), { maxLength: 60 }),
      (text, all) => {
        let editor = editorOf(text)
        for (const action of all) {
          editor = edit(editor, action, context)
          expect(isBoundary(editor.text, editor.cursor)).toBe(true)
          expect(editor.anchor === null || isBoundary(editor.text, editor.anchor)).toBe(true)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('[COMPOSE1] boundaries looked up in one line are those of the whole text', () => {
  fc.assert(
    fc.property(texts, (raw) => {
      const { text } = editorOf(raw)
      const all = new Set([...graphemesOf(text)].map((one) => one.at).concat(text.length))
      for (let offset = 0; offset <= text.length; offset++) {
        expect(isBoundary(text, offset)).toBe(all.has(offset))
        const next = [...all].filter((one) => one > offset)
        expect(nextBoundary(text, offset)).toBe(offset === text.length ? offset : Math.min(...next))
        const before = [...all].filter((one) => one < offset)
        expect(previousBoundary(text, offset)).toBe(offset === 0 ? 0 : Math.max(...before))
      }
    }),
  )
})

test('[COMPOSE2] undo leads back to the start from anywhere, and redo to the end again', () => {
  fc.assert(
    fc.property(texts, fc.array(actions, { maxLength: 60 }), (text, all) => {
      const start = editorOf(text)
      const end = run(start, ...all)
      const undos = Array.from({ length: end.undo.length }, (): EditorAction => ({ type: 'undo' }))
      const back = run(end, ...undos)
      expect(back.text).toBe(start.text)
      expect(run(back, ...undos.map((): EditorAction => ({ type: 'redo' }))).text).toBe(end.text)
    }),
    { numRuns: 300 },
  )
})

test('[COMPOSE2] typing is taken back by words, and deleting too', () => {
  const editor = run(editorOf(''), ...typed('one two'))
  expect(run(editor, { type: 'undo' }).text).toBe('one ')
  expect(run(editor, { type: 'undo' }, { type: 'undo' }).text).toBe('')
  expect(run(editor, { type: 'undo' }, { type: 'redo' })).toMatchObject({ text: 'one two', cursor: 7 })
  const deleted = run(editorOf('one two'), ...Array.from({ length: 7 }, (): EditorAction => ({ type: 'backspace' })))
  expect(deleted.text).toBe('')
  expect(run(deleted, { type: 'undo' }, { type: 'undo' }).text).toBe('one two')
  const apart = run(editorOf(''), ...typed('ab'), move('left'), ...typed('x'), { type: 'undo' })
  expect(apart).toMatchObject({ text: 'ab', cursor: 1 })
})

test('[COMPOSE2] only so many steps are kept, and of so many letters', () => {
  const many = run(
    editorOf(''),
    ...Array.from({ length: 1_200 }, (_, step): EditorAction[] => typed(`${step % 10} `).slice()).flat(),
  )
  expect(many.undo.length).toBe(composerLimits.undoStepsMax)
  const long = 'x'.repeat(100_000)
  const heavy = run(
    editorOf(''),
    ...Array.from({ length: 30 }, (_, step): EditorAction => ({ type: 'replaceAll', text: `${long}${step}` })),
  )
  const units = heavy.undo.reduce((sum, { removed, inserted }) => sum + removed.length + inserted.length, 0)
  expect(units).toBeLessThanOrEqual(composerLimits.undoUnitsMax)
  expect(heavy.undo.length).toBeGreaterThan(2)
})

test('[COMPOSE3] a letter is deleted and passed as people see it', () => {
  const family = run(editorOf('a👩‍👩‍👧'), { type: 'backspace' })
  expect(family.text).toBe('a')
  expect(run(at('👍🏽b', 0), move('right'), { type: 'deleteForward' }).text).toBe('👍🏽')
  expect(run(editorOf('e\u0301'), move('left')).cursor).toBe(0)
  expect(run(at('\u0301', 0), { type: 'insert', text: 'e' })).toMatchObject({ text: 'e\u0301', cursor: 2 })
})

test('[COMPOSE3] the text holds no control character but line ends and tabs', () => {
  expect(run(editorOf(''), { type: 'insert', text: 'a\r\nb\rc\u0007\u001b[31md\te\u0085f\u2028g' }).text).toBe(
    'a\nb\ncd\te\nf\ng',
  )
  expect(editorOf('\ud83d').text).toBe('\ufffd')
})

test('[COMPOSE4] a text that would grow past its bound is refused with a sentence, and stays', () => {
  const full = editorOf('x'.repeat(composerLimits.textBytesMax))
  const refused = run(full, { type: 'insert', text: 'y' })
  expect(refused.text).toBe(full.text)
  expect(refused.refused).toContain('128 KB')
  expect(run(refused, { type: 'backspace' }).refused).toBeNull()
  expect(
    run(editorOf('x'.repeat(composerLimits.textBytesMax - 1)), { type: 'insert', text: 'é' }).refused,
  ).not.toBeNull()
})

test('[COMPOSE5] what was killed can be yanked; kills one after the other are one', () => {
  const killed = run(
    at('one two\nthree', 4),
    { type: 'killToLineEnd' },
    { type: 'killToLineEnd' },
    { type: 'deleteWordBack' },
  )
  expect(killed).toMatchObject({ text: 'three', cursor: 0, killRing: ['one two\n'] })
  expect(run(killed, { type: 'yank' }).text).toBe('one two\nthree')
  const two = run(
    editorOf('a b'),
    { type: 'deleteWordBack' },
    move('left'),
    { type: 'deleteWordBack' },
    { type: 'yank' },
  )
  expect(two.text).toBe('a ')
  expect(run(two, { type: 'yankPop' }).text).toBe('b ')
  expect(run(two, { type: 'yankPop' }, { type: 'yankPop' }).text).toBe('a ')
  expect(run(two, move('left'), { type: 'yankPop' }).text).toBe('a ')
  const many = run(
    editorOf(''),
    ...Array.from({ length: 100 }, (): EditorAction[] => [...typed('ab'), { type: 'killLine' }, move('left')]).flat(),
  )
  expect(many.killRing.length).toBe(composerLimits.killRingMax)
})

test('[COMPOSE5] kills of a line: to its start, all of it, the last one with the line end before it', () => {
  expect(run(at('ab\ncd', 4), { type: 'killToLineStart' })).toMatchObject({ text: 'ab\nd', cursor: 3 })
  expect(run(at('ab\ncd', 3), { type: 'killToLineStart' })).toMatchObject({ text: 'abcd', cursor: 2 })
  expect(run(at('ab\ncd\nef', 4), { type: 'killLine' })).toMatchObject({ text: 'ab\nef', cursor: 3 })
  expect(run(at('ab\ncd', 4), { type: 'killLine' })).toMatchObject({ text: 'ab', cursor: 2 })
})

test('[COMPOSE6] a selection is replaced, deleted, copied, and left at its ends', () => {
  const selected = run(at('one two', 3), move('wordLeft', true))
  expect(selected).toMatchObject({ cursor: 0, anchor: 3 })
  expect(run(selected, { type: 'insert', text: 'x' }).text).toBe('x two')
  expect(run(selected, { type: 'backspace' }).text).toBe(' two')
  expect(run(selected, { type: 'copyRegion' })).toMatchObject({ text: 'one two', killRing: ['one'], anchor: null })
  expect(run(selected, move('right'))).toMatchObject({ cursor: 3, anchor: null })
  expect(run(selected, { type: 'backspace' }, { type: 'undo' })).toMatchObject({
    text: 'one two',
    cursor: 0,
    anchor: 3,
  })
  expect(run(at('one two', 0), { type: 'setMark' }, move('wordRight'), { type: 'killRegion' }).text).toBe(' two')
  expect(run(editorOf('one two'), { type: 'selectWord', offset: 1 })).toMatchObject({ anchor: 0, cursor: 3 })
})

test('[COMPOSE7] up and down go by displayed rows and keep the column', () => {
  const editor = at('abcdef\nx\nabcdef', 5)
  expect(run(editor, move('down')).cursor).toBe(8)
  expect(run(editor, move('down'), move('down')).cursor).toBe(14)
  expect(run(editor, move('up')).cursor).toBe(0)
  // Wrapped behind "one two ", as the last cell of ten is the caret's.
  expect(run(at('one two three', 2), move('down')).cursor).toBe(10)
  expect(run(at('one two three', 10), move('up')).cursor).toBe(2)
})

test('[COMPOSE7] words: letters, digits and marks; a change of Japanese script ends one', () => {
  expect(run(at('foo.bar baz', 0), move('wordRight')).cursor).toBe(3)
  expect(run(editorOf('foo.bar, '), move('wordLeft')).cursor).toBe(4)
  expect(run(at('日本へカナ', 0), move('wordRight')).cursor).toBe(2)
})

test('[COMPOSE8] emacs: letters change places, words change their case', () => {
  expect(run(at('abc', 1), { type: 'transpose' })).toMatchObject({ text: 'bac', cursor: 2 })
  expect(run(editorOf('ab👩‍👩‍👧'), { type: 'transpose' }).text).toBe('a👩‍👩‍👧b')
  expect(run(at('a\nb', 2), { type: 'transpose' }).text).toBe('a\nb')
  expect(run(at('one two', 0), { type: 'upcase' })).toMatchObject({ text: 'ONE two', cursor: 3 })
  expect(run(at('ONE two', 0), { type: 'downcase' }, { type: 'capitalise' }).text).toBe('one Two')
})
