import { expect, test } from 'bun:test'
import type { Message } from '@parley/protocol'
import * as fc from 'fast-check'
import type { Row } from './context.ts'
import type { Layout } from './layout.ts'
import { createLayout } from './layout.ts'
import { ann, contextOf, me, said, screenOf, submissionOf, talk, textOf, textsOf } from './testing.ts'
import {
  atEnd,
  atSeq,
  pageDown,
  pageUp,
  scrollBy,
  scrollToMessage,
  select,
  selectedMessage,
  selectNext,
  selectPrevious,
  seqOfAnchor,
  toEnd,
  toUnread,
  view,
  type View,
  type ViewportState,
} from './viewport.ts'
import type { Screen } from './walk.ts'

/** The anchored row: where it stands, and what it is. */
function anchored({ state, rows }: View): { readonly y: number; readonly row: Row | null } | null {
  if (state.anchor.type !== 'place') return null
  return { y: state.anchor.y, row: rows[state.anchor.y] ?? null }
}

const change = fc.oneof(
  fc.record({ type: fc.constant('prepend' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ type: fc.constant('edit' as const), at: fc.nat(), words: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ type: fc.constant('delete' as const), at: fc.nat() }),
)

test('[TIMELINE1] the anchored row stays where it is, whatever is loaded, arrives, is edited or deleted around it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 160 }),
      fc.integer({ min: 0, max: 300 }),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      (seq, down, changes) => {
        const layout = createLayout()
        let messages: readonly Message[] = talk(100, 300)
        const screen = (): Screen => screenOf(messages, { layout })
        let seen = view(scrollBy(view(atSeq(seq, 'top'), screen()).state, down % 40, screen()), screen())
        for (const change of changes) {
          const before = anchored(seen)
          if (before === null) return
          const id = before.row?.message.id
          switch (change.type) {
            case 'prepend': {
              const first = messages[0]?.seq ?? 1
              messages = [...talk(Math.max(1, first - change.count), first - 1), ...messages]
              break
            }
            case 'append': {
              const last = messages[messages.length - 1]?.seq ?? 0
              messages = [...messages, ...talk(last + 1, last + change.count)]
              break
            }
            case 'edit':
            case 'delete': {
              const place = change.at % messages.length
              messages = messages.map((message, at) => {
                if (at !== place || message.id === id) return message
                return change.type === 'delete'
                  ? { ...message, content: { kind: 'deleted' } }
                  : { ...message, content: { kind: 'text', text: 'new words '.repeat(change.words) }, editedAt: 9 }
              })
              break
            }
          }
          seen = view(seen.state, screen())
          if (seen.isAtEnd) return
          // What has come in above may be the new anchor: the row that was it must still stand where it stood.
          const after = seen.rows[before.y]
          expect(after?.message.id).toBe(before.row?.message.id)
          expect(textOf(after?.line ?? [])).toBe(textOf(before.row?.line ?? []))
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('[TIMELINE1] at the beginning of what is loaded an older message may take the place of day and name, and moves nothing', () => {
  const messages = talk(100, 300)
  const seen = view(view(atSeq(100, 'top'), screenOf(messages)).state, screenOf(messages))
  const before = anchored(seen)
  const after = view(seen.state, screenOf([...talk(99, 99), ...messages]))
  expect(after.rows[before?.y ?? 0]?.message.seq).toBe(100)
  expect(textOf(after.rows[before?.y ?? 0]?.line ?? [])).toBe(textOf(before?.row?.line ?? []))
})

test('[TIMELINE1] the anchored row stays at its message when this one is deleted itself', () => {
  const messages = talk(1, 200)
  const seen = view(view(atSeq(100, 'top'), screenOf(messages)).state, screenOf(messages))
  const deleted = messages.map((message) =>
    message.seq === 100 ? { ...message, content: { kind: 'deleted' } as const } : message,
  )
  const after = view(seen.state, screenOf(deleted))
  expect(anchored(after)?.row?.message.seq).toBe(100)
  expect(anchored(after)?.y).toBe(anchored(seen)?.y)
})

test('[TIMELINE2] at another size the same letter of the same message stands at the anchor, and back at the old size the same row', () => {
  const messages = talk(1, 300)
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 200 }),
      fc.nat(60),
      fc.integer({ min: 12, max: 120 }),
      fc.integer({ min: 3, max: 40 }),
      (seq, down, width, height) => {
        const screen = screenOf(messages)
        const before = view(scrollBy(view(atSeq(seq, 'middle'), screen).state, down, screen), screen)
        const other = screenOf(messages, { width, height })
        const kept = anchored(before)
        // The state of before still leads to it: the view after a resize shows the anchored letter.
        const after = view(before.state, other)
        if (kept === null || kept.row === null || after.isAtEnd) return
        const at = kept.row.at
        const shown = after.rows.filter((row) => row?.message.id === kept.row?.message.id && row?.part === 'body')
        expect(shown.some((row) => row !== null && row.at <= at)).toBe(true)
        const again = anchored(view(before.state, screen))
        expect(again).toEqual(kept)
      },
    ),
    { numRuns: 300 },
  )
})

test('[TIMELINE3] at the end new messages push the old ones up; scrolled up they do not', () => {
  const end = view(atEnd(), screenOf(talk(1, 50)))
  expect(end.isAtEnd).toBe(true)
  expect(end.rows.at(-1)?.message.seq).toBe(50)
  const later = view(end.state, screenOf(talk(1, 51)))
  expect(later.rows.at(-1)?.message.seq).toBe(51)
  const up = view(scrollBy(later.state, -5, screenOf(talk(1, 51))), screenOf(talk(1, 51)))
  expect(up.isAtEnd).toBe(false)
  expect(textsOf(view(up.state, screenOf(talk(1, 60))))).toEqual(textsOf(up))
  expect(view(scrollBy(up.state, 5, screenOf(talk(1, 51))), screenOf(talk(1, 51))).state.anchor.type).toBe('end')
})

test('[TIMELINE4] a view has exactly as many lines as the screen, empty ones first, and none is too wide', () => {
  fc.assert(
    fc.property(
      fc.nat(30),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: -200, max: 200 }),
      (count, width, height, lines) => {
        const screen = screenOf(talk(1, count), { width, height })
        const seen = view(scrollBy(view(atEnd(), screen).state, lines, screen), screen)
        expect(seen.lines.length).toBe(height)
        expect(seen.rows.length).toBe(height)
        const first = seen.rows.findIndex((row) => row !== null)
        expect(seen.rows.slice(Math.max(0, first)).every((row) => row !== null || first === -1)).toBe(true)
        for (const line of seen.lines) expect(textOf(line).length).toBeLessThanOrEqual(width)
      },
    ),
  )
})

test('[TIMELINE4] scrolling down and up by the same rows leads back, and pages overlap by two rows', () => {
  const screen = screenOf(talk(1, 200))
  const start = view(atSeq(100, 'top'), screen)
  for (const lines of [1, 7, 30])
    expect(textsOf(view(scrollBy(scrollBy(start.state, lines, screen), -lines, screen), screen))).toEqual(
      textsOf(start),
    )
  expect(textsOf(view(pageDown(start.state, screen), screen)).slice(0, 2)).toEqual(textsOf(start).slice(-2))
  expect(textsOf(view(pageUp(start.state, screen), screen)).slice(-2)).toEqual(textsOf(start).slice(0, 2))
})

test('[TIMELINE5] what is remembered is what is laid out anew', () => {
  const layout = createLayout()
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 10, max: 60 }),
      fc.constantFrom('', 'm1', 'M2'),
      fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
      fc.integer({ min: 1, max: 2 }),
      (seq, width, query, unreadAfter, revision) => {
        const context = contextOf(remembered, { query, unreadAfter, revision })
        const cached = screenOf(remembered, { width, context, layout })
        const fresh = screenOf(remembered, { width, context })
        expect(view(atSeq(seq, 'top'), cached).lines).toEqual(view(atSeq(seq, 'top'), fresh).lines)
      },
    ),
  )
})
const remembered = talk(1, 120)

function counting(): Layout & { asked: number } {
  const layout = createLayout()
  const counted: Layout & { asked: number } = {
    asked: 0,
    rows: (...all) => {
      counted.asked++
      return layout.rows(...all)
    },
  }
  return counted
}

test('[TIMELINE6] a look lays out what is on the screen, however many messages there are', () => {
  const asked = [100, 5_000].map((count) => {
    const layout = counting()
    const screen = screenOf(talk(1, count), { layout, height: 40 })
    const seen = view(view(atSeq(Math.floor(count / 2), 'middle'), screen).state, screen)
    view(scrollBy(seen.state, -3, screen), screen)
    view(atEnd(), screen)
    return layout.asked
  })
  expect(Math.max(...asked)).toBeLessThan(300)
})

const selectedText = (state: ViewportState, screen: Screen): string =>
  view(state, screen).rows.some((row) => row !== null && textOf(row.line).startsWith('▌')) ? 'shown' : 'hidden'

test('[TIMELINE7] a selected message is shown with a bar, and selecting on brings every message on the screen', () => {
  const screen = screenOf([...talk(1, 30), said(31, 'long words '.repeat(120)), ...talk(32, 60)])
  let state = selectPrevious(atEnd(), screen)
  expect(selectedMessage(state, screen)?.seq).toBe(60)
  const seen: number[] = []
  for (let step = 0; step < 200 && (seen.at(-1) ?? 60) > 1; step++) {
    expect(selectedText(state, screen)).toBe('shown')
    const seq = selectedMessage(state, screen)?.seq
    if (seq !== undefined && seq !== seen.at(-1)) seen.push(seq)
    state = selectPrevious(state, screen)
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, at) => 60 - at))
  for (let step = 0; step < 300 && state.selected !== null; step++) {
    expect(selectedText(state, screen)).toBe('shown')
    state = selectNext(state, screen)
  }
  expect(state).toEqual(atEnd())
})

test('[TIMELINE7] a selection of what is on the screen moves nothing; notices are passed over', () => {
  const notice: Message = { ...said(101, ''), content: { kind: 'notice', event: { type: 'memberLeft' } } }
  const messages = [...talk(1, 100), notice, said(102, 'after')]
  const screen = screenOf(messages)
  const seen = view(atEnd(), screen)
  const last = selectPrevious(seen.state, screen)
  const previous = selectPrevious(last, screen)
  expect(selectedMessage(last, screen)?.seq).toBe(102)
  expect(selectedMessage(previous, screen)?.seq).toBe(100)
  expect(view(previous, screen).rows.map((row) => row?.at)).toEqual(seen.rows.map((row) => row?.at))
})

test('[TIMELINE8] the line "New" stands before the first unread message, a jump shows it, and it stays while others arrive', () => {
  const messages = talk(1, 100)
  const screen = screenOf(messages, { context: contextOf(messages, { unreadAfter: 60 }) })
  const seen = view(toUnread(atEnd(), screen), screen)
  const place = seen.rows.findIndex((row) => row?.part === 'unread')
  expect(place).toBe(3)
  expect(seen.rows[place]?.message.seq).toBe(61)
  expect(textsOf(seen)[place]).toContain(' New ')
  const more = talk(1, 130)
  const later = view(seen.state, screenOf(more, { context: contextOf(more, { unreadAfter: 60 }) }))
  expect(textsOf(later)).toEqual(textsOf(seen))
})

test('[TIMELINE8] a jump waits until its message is loaded', () => {
  const waiting = view(atSeq(20, 'unread'), screenOf(talk(90, 100), { hasOlder: true }))
  expect(waiting.hasSpaceAbove).toBe(true)
  expect(seqOfAnchor(waiting.state)).toBe(20)
  const found = view(waiting.state, screenOf(talk(1, 100), { hasOlder: false }))
  expect(found.rows[3]?.message.seq).toBe(20)
  expect(view(atSeq(20, 'unread'), screenOf(talk(90, 100))).state.anchor.type).not.toBe('jump')
})

test('[TIMELINE9] messages of others that came below the screen are counted until the end is seen', () => {
  const up = scrollBy(view(atEnd(), screenOf(talk(1, 50))).state, -10, screenOf(talk(1, 50)))
  const messages = [...talk(1, 52), said(53, 'mine', { by: me }), said(54, 'hers', { by: ann })]
  const seen = view(up, screenOf(messages))
  expect(seen.newBelow).toBe(3)
  expect(view(toEnd(), screenOf(messages)).newBelow).toBe(0)
  expect(view(atSeq(20, 'unread'), screenOf(messages)).newBelow).toBeGreaterThan(25)
})

test('[TIMELINE10] a message that waited keeps anchor and selection when the server gives it another seq', () => {
  const long = 'my long words '.repeat(60)
  const waiting = said(51, long, { by: me, id: submissionOf(777) })
  const messages = [...talk(1, 50), waiting]
  const screen = screenOf(messages, {
    context: contextOf(messages, { tick: ({ id }) => (id === waiting.id ? 'pending' : null) }),
  })
  const seen = view(scrollBy(select(atEnd(), waiting, screen), -3, screen), screen)
  const confirmed = [...talk(1, 55), { ...waiting, seq: 56 }, ...talk(57, 70)]
  const after = view(seen.state, screenOf(confirmed))
  expect(selectedMessage(seen.state, screenOf(confirmed))?.seq).toBe(56)
  expect(anchored(after)?.row?.message.id).toBe(anchored(seen)?.row?.message.id)
  expect(anchored(after)?.y).toBe(anchored(seen)?.y)
})

test('[TIMELINE11] a piece of history has no end to stick to', () => {
  const screen = screenOf(talk(1, 50), { hasNewer: true })
  const seen = view(atEnd(), screen)
  expect(seen.isAtEnd).toBe(false)
  expect(seen.hasSpaceBelow).toBe(true)
  expect(textsOf(view(seen.state, screenOf(talk(1, 90), { hasNewer: true })))).toEqual(textsOf(seen))
  expect(view(scrollToMessage(seen.state, 5, 'top'), screen).top?.seq).toBe(5)
})
