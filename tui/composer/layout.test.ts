import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { width } from '../text/width.ts'
import { edit, editorOf } from './edit.ts'
import type { Editor } from './editor.ts'
import { layoutEditor, type Layout, offsetAt } from './layout.ts'

const lay = (editor: Editor, columns = 10, rowsMax = 1_000, top = 0): Layout =>
  layoutEditor(editor, { columns, rowsMax, top, width, tone: 'text' })
const shown = (layout: Layout): string[] => layout.lines.map((line) => line.map(({ text }) => text).join(''))
const at = (text: string, cursor: number): Editor => ({ ...editorOf(text), cursor })
const caret = (text: string, cursor: number, columns = 10): Layout['caret'] => lay(at(text, cursor), columns).caret

const words = ['a', 'word', ' ', '  ', '\n', '\t', 'longerthanarow']
const hard = ['é', '\u0301', '👩‍👩‍👧', '🇩🇪', '日', '本語', '\u202e', '\u200b']
const pieces = fc.constantFrom(...words, ...hard)
const editors = fc
  .tuple(fc.array(pieces, { maxLength: 25 }), fc.nat(200))
  .map(([parts, offset]) =>
    edit(editorOf(parts.join('')), { type: 'moveTo', offset, select: false }, { columns: 10, width }),
  )
const columns = fc.integer({ min: 4, max: 30 })

test('[COMPOSE9] every row fits, nothing is lost, and the caret has a cell behind what is before it', () => {
  fc.assert(
    fc.property(editors, columns, (editor, columns) => {
      const layout = lay(editor, columns)
      const rows = shown(layout)
      for (const row of rows) expect(width(row)).toBeLessThanOrEqual(columns)
      expect(layout.caret.x).toBeLessThan(columns)
      expect(layout.caret.y).toBeLessThan(rows.length)
      // What is shown of the text up to the cursor takes exactly the cells to the left of the caret.
      const before = lay(editorOf(editor.text.slice(0, editor.cursor)), columns)
      if (before.rowsTotal - 1 === layout.caret.y) expect(width(shown(before).at(-1) ?? '')).toBe(layout.caret.x)
      expect(rows.join('').replace(/[^a-z]/g, '')).toBe(editor.text.replace(/[^a-z]/g, ''))
    }),
    { numRuns: 500 },
  )
})

test('[COMPOSE9] rows are cut between words, and within one only where it is longer than a row', () => {
  expect(shown(lay(editorOf('one two three')))).toEqual(['one two ', 'three'])
  expect(shown(lay(editorOf('abcdefghijkl')))).toEqual(['abcdefghi', 'jkl'])
  expect(shown(lay(editorOf('abcdefghi jkl')))).toEqual(['abcdefghi ', 'jkl'])
  expect(shown(lay(editorOf('日本語日本語')))).toEqual(['日本語日', '本語'])
  expect(shown(lay(editorOf('a\n\nb')))).toEqual(['a', '', 'b'])
})

test('[COMPOSE9] the caret behind a full row stands at the start of the next', () => {
  expect(caret('abcdefghi', 9)).toEqual({ x: 9, y: 0 })
  expect(caret('abcdefghi ', 10)).toEqual({ x: 0, y: 1 })
  expect(caret('日本', 1)).toEqual({ x: 2, y: 0 })
  expect(caret('a\n', 2)).toEqual({ x: 0, y: 1 })
})

test('[COMPOSE10] a click on the caret leads back to its offset', () => {
  fc.assert(
    fc.property(editors, columns, (editor, columns) => {
      const { caret, top } = lay(editor, columns)
      expect(offsetAt(editor, caret.x, caret.y, { columns, width, top })).toBe(editor.cursor)
    }),
    { numRuns: 500 },
  )
})

test('[COMPOSE10] a click beside the text goes to the row clicked, one below it to the last row', () => {
  const context = { columns: 10, width, top: 0 }
  expect(offsetAt(editorOf('ab\ncd'), 8, 0, context)).toBe(2)
  expect(offsetAt(editorOf('ab\ncd'), 1, 9, context)).toBe(4)
  expect(offsetAt(editorOf('日本'), 3, 0, context)).toBe(1)
  expect(lay(at('one two three', offsetAt(editorOf('one two three'), 9, 0, context))).caret.y).toBe(0)
})

test('[COMPOSE11] the rows shown follow the caret, move no further than they must, and leave none empty', () => {
  const text = Array.from({ length: 10 }, (_, line) => `${line}`).join('\n')
  expect(lay(at(text, 0), 10, 3, 7)).toMatchObject({ top: 0, caret: { x: 0, y: 0 } })
  expect(lay(editorOf(text), 10, 3, 0)).toMatchObject({ top: 7, caret: { x: 1, y: 2 }, rowsTotal: 10 })
  expect(lay(at(text, 8), 10, 3, 3)).toMatchObject({ top: 3 })
  expect(lay(editorOf('a'), 10, 3, 7)).toMatchObject({ top: 0 })
})

test('[COMPOSE12] a selection is inverse, selected line ends too; hidden characters are shown', () => {
  const editor: Editor = { ...editorOf('ab\n\nc'), anchor: 1, cursor: 4 }
  expect(lay(editor).lines).toEqual([
    [
      { text: 'a', tone: 'text' },
      { text: 'b ', tone: 'text', inverse: true },
    ],
    [{ text: ' ', tone: 'text', inverse: true }],
    [{ text: 'c', tone: 'text' }],
  ])
  expect(shown(lay(editorOf('a\u202eb\u200bc')))).toEqual(['a·b·c'])
})
