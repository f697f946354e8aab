import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type Change, emptyUndo, noteChange, redone, type Undo, undone } from './undo.ts'
import { emptyWriting, type Writing, writingOf } from './writing.ts'

function typed(letters: string, change: Change = 'typing'): { undo: Undo; writing: Writing } {
  let undo = emptyUndo
  let writing = emptyWriting
  for (const letter of letters) {
    const next = writingOf(writing.text + letter)
    undo = noteChange(undo, writing, next, change)
    writing = next
  }
  return { undo, writing }
}

function steps({ undo, writing }: { undo: Undo; writing: Writing }): readonly string[] {
  const texts: string[] = []
  for (let step = undone(undo, writing); step !== null; step = undone(step.undo, step.writing))
    texts.push(step.writing.text)
  return texts
}

test('[WEBC3] what was typed goes word by word', () => {
  expect(steps(typed('one two three'))).toEqual(['one two', 'one', ''])
})

test('[WEBC3] a paste, a mark and an emoji are steps of their own', () => {
  expect(steps(typed('abc', 'whole'))).toEqual(['ab', 'a', ''])
})

test('[WEBC3] a caret that went elsewhere begins a new step', () => {
  const { undo, writing } = typed('ab')
  const before = { ...writing, from: 0, to: 0 }
  const after = { text: 'xab', from: 1, to: 1 }
  expect(steps({ undo: noteChange(undo, before, after, 'typing'), writing: after })).toEqual(['ab', ''])
})

test('[WEBC3] redo brings back what undo took, until something else is written', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 5 }), { maxLength: 20 }), (texts) => {
      let undo = emptyUndo
      let writing = emptyWriting
      for (const text of texts) {
        undo = noteChange(undo, writing, writingOf(text), 'whole')
        writing = writingOf(text)
      }
      const last = writing
      for (let step = undone(undo, writing); step !== null; step = undone(undo, writing)) ({ undo, writing } = step)
      expect(writing).toEqual(emptyWriting)
      for (let step = redone(undo, writing); step !== null; step = redone(undo, writing)) ({ undo, writing } = step)
      expect(writing).toEqual(last)
      expect(redone(noteChange(undo, writing, writingOf('x'), 'whole'), writingOf('x'))).toBeNull()
    }),
  )
})

test('[WEBC3] what is kept for undo is bounded', () => {
  expect(typed('x'.repeat(1_000), 'whole').undo.past.length).toBeLessThanOrEqual(200)
  const large = 'x'.repeat(400_000)
  let undo = emptyUndo
  for (let at = 0; at < 5; at++) undo = noteChange(undo, writingOf(large), writingOf(`${large}${at}`), 'whole')
  expect(undo.past).toHaveLength(2)
})
