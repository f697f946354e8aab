import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { draftToText, textToDraft } from './draft.ts'

test('[COMPOSE18] a draft comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.integer({ min: 1 })), (text, replyTo) => {
      expect(textToDraft(draftToText({ text, replyTo }))).toEqual({ text, replyTo })
    }),
  )
})

test('[COMPOSE18] what is no draft is null, and a reply to nothing is none', () => {
  for (const json of ['', '{', 'null', '[]', '"text"', '{"text":1}']) expect(textToDraft(json)).toBeNull()
  expect(textToDraft('{"text":"a","replyTo":"x"}')).toEqual({ text: 'a', replyTo: null })
  expect(textToDraft('{"text":"a","replyTo":-1}')).toEqual({ text: 'a', replyTo: null })
})
