import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { createCodec, encode, interpreted } from './codec.ts'
import { failures, isFailureCode, reconnects } from './failure.ts'
import type { DownFrame, UpFrame } from './frame.ts'
import { newChatId, newEpoch, newSubmissionId, newUserId } from './ids.ts'
import { limits } from './limits.ts'

const codec = createCodec(interpreted)
const source = { now: () => 1_700_000_000_000, random: () => 0.5 }
const [chat, user, id, epoch] = [newChatId(source), newUserId(source), newSubmissionId(source), newEpoch(source)]
const person = { id: user, username: 'ann', name: 'Ann' }

const ups: readonly UpFrame[] = [
  {
    t: 'hello',
    versions: [1, 1],
    token: 'x',
    cursors: { [epoch]: { [chat]: 7 } },
    chats: [chat],
    client: 'test',
    settings: 7,
  },
  { t: 'submit', chat, id, command: { type: 'post', content: { kind: 'text', text: 'ü 😀' }, replyTo: 1 } },
  { t: 'submit', chat, id, command: { type: 'create', chatType: 'group', title: 'Tea', members: [user] } },
  { t: 'mark', chat, delivered: 1, read: 1 },
  { t: 'typing', chat, on: true },
  { t: 'presence', status: 'away' },
  { t: 'renew', token: 'x' },
  { t: 'set', key: `draft/${chat}`, value: 'ü' },
  { t: 'set', key: 'theme', value: null },
  { t: 'ask', id: 1, query: { type: 'history', chat, before: 10, limit: 10 } },
  { t: 'ping' },
]
const entry = {
  seq: 1,
  at: 1,
  by: user,
  cause: id,
  event: { type: 'messagePosted', content: { kind: 'text', text: 'x' } },
}
const downs: readonly DownFrame[] = [
  { t: 'welcome', version: 1, user: person, session: '0'.repeat(26), now: 1, expiresAt: 2 },
  { t: 'entries', chat, entries: [entry] },
  { t: 'gone', chat },
  { t: 'ready' },
  { t: 'rejected', chat, id, failure: { code: 'forbidden', message: 'No.' } },
  { t: 'unread', chat, delivered: 1, read: 1, unread: 0, seq: 1 },
  {
    t: 'settings',
    settings: [
      ['theme', 'dark', 3],
      ['a/b', null, 4],
    ],
    whole: true,
  },
  { t: 'set', key: 'theme', failure: { code: 'tooLarge', message: 'No.' } },
  { t: 'answer', id: 1, answer: { type: 'entries', entries: [entry], more: false } },
  { t: 'pong' },
].flatMap((frame): DownFrame[] => {
  const decoded = codec.decodeDown(JSON.stringify(frame))
  return 'frame' in decoded ? [decoded.frame] : []
})

/** A frame, or a failure of the table. */
function isSound(text: string): boolean {
  for (const decoded of [codec.decodeUp(text), codec.decodeDown(text)]) {
    if ('frame' in decoded) {
      if (typeof decoded.frame.t !== 'string') return false
      const { failure = null } = 'failure' in decoded.frame ? decoded.frame : {}
      if (failure !== null && !isFailureCode(failure.code)) return false
    } else if (!isFailureCode(decoded.failure.code) || decoded.failure.message === '') return false
  }
  return true
}

const upCode = (text: string): string => {
  const decoded = codec.decodeUp(text)
  return 'failure' in decoded ? decoded.failure.code : decoded.frame.t
}

test('[CODEC1] every frame comes out as it went in', () => {
  for (const frame of ups) expect(codec.decodeUp(encode(frame))).toEqual({ frame })
  expect(downs).toHaveLength(10)
  for (const frame of downs) expect(codec.decodeDown(encode(frame))).toEqual({ frame })
})

test('[CODEC2] any text becomes a frame or a failure, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => isSound(new TextDecoder().decode(bytes))),
    { numRuns: 10_000 },
  )
})

test('[CODEC2] so does every frame that was damaged: cut, spliced, or with another value somewhere in it', () => {
  const frames = [...ups, ...downs].map((frame) => encode(frame))
  const cut = fc.tuple(fc.constantFrom(...frames), fc.nat(), fc.nat(), fc.string()).map(([text, from, length, put]) => {
    const at = from % (text.length + 1)
    return text.slice(0, at) + put + text.slice(at + (length % 20))
  })
  const swapped = fc.tuple(fc.constantFrom(...frames), fc.nat(), fc.jsonValue()).map(([text, which, value]) => {
    let place = 0
    const count = text.split(/[:,[]/).length
    return JSON.stringify(JSON.parse(text, (_key, old: unknown) => (place++ === which % count ? value : old)))
  })
  fc.assert(
    fc.property(fc.oneof(cut, swapped), (text) => isSound(text)),
    { numRuns: 10_000 },
  )
})

test('[CODEC3] deep nesting, odd keys and huge numbers harm nothing', () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000)
  const odd = [
    deep,
    `{"t":"entries","chat":"${chat}","entries":[{"seq":1,"at":1,"by":"${user}","cause":"${id}","event":{"type":"x","y":${deep}}}]}`,
    '{"t":"__proto__"}',
    '{"t":"constructor"}',
    '{"t":"toString"}',
    '{"__proto__":{"t":"ping"}}',
    '{"t":"hello","versions":[1,1],"token":"x","cursors":{"__proto__":{"__proto__":1}}}',
    `{"t":"entries","chat":"${chat}","entries":[{"seq":1,"at":1,"by":"${user}","cause":"${id}","event":{"type":"__proto__"}}]}`,
    `{"t":"rejected","chat":"${chat}","id":"${id}","failure":{"code":"__proto__","message":""}}`,
    `{"t":"mark","chat":"${chat}","read":1e999}`,
    'null',
    '',
  ]
  for (const text of odd) expect(isSound(text)).toBe(true)
  expect(Object.hasOwn(Object.prototype, 't')).toBe(false)
})

test('[CODEC4] fields that are not known are ignored', () => {
  for (const frame of ups) expect(upCode(JSON.stringify({ ...frame, later: { a: [1] } }))).toBe(frame.t)
  const decoded = codec.decodeDown(JSON.stringify({ t: 'ready', later: 1 }))
  expect('frame' in decoded && decoded.frame.t).toBe('ready')
})

test('[CODEC5] a kind that is not known is unsupported; one that is, in another form, is invalid', () => {
  for (const t of ['dance', '', 'x'.repeat(1_000), 'hasOwnProperty'])
    expect(upCode(JSON.stringify({ t }))).toBe('unsupported')
  for (const text of ['{"t":1}', '{}', '[]', '"ping"', '{"t":"typing"}', '{"t":"submit"}'])
    expect(upCode(text)).toBe('invalid')
})

test('[CODEC6] an event, a content and a failure code of a newer peer are kept apart, and do not stop an entry', () => {
  const wire = { seq: 1, at: 1, by: user, cause: id }
  expect(codec.toEntry({ ...wire, event: { type: 'dance' } }).event).toEqual({ type: 'unknown', of: 'dance' })
  expect(codec.toEntry({ ...wire, event: { type: 'messageDeleted' } }).event).toEqual({
    type: 'unknown',
    of: 'messageDeleted',
  })
  const poll = { type: 'messagePosted', content: { kind: 'poll', options: [] } }
  expect(codec.toEntry({ ...wire, event: poll }).event).toEqual({
    type: 'messagePosted',
    content: { kind: 'unsupported', of: 'poll' },
  })
  const newer = codec.decodeDown(`{"t":"failure","failure":{"code":"tired","message":"Later."}}`)
  expect(newer).toEqual({ frame: { t: 'failure', failure: { code: 'internal', message: 'Later.' } } })
})

test('[CODEC7] the longest message fits a frame, however its letters are written', () => {
  for (const letter of ['x', '"', '\u0001', 'é', '😀']) {
    const text = letter.repeat(limits.textBytesMax / new TextEncoder().encode(letter).length)
    const frame: UpFrame = { t: 'submit', chat, id, command: { type: 'post', content: { kind: 'text', text } } }
    expect(new TextEncoder().encode(encode(frame)).length).toBeLessThan(limits.frameBytesMax)
    expect(codec.decodeUp(encode(frame))).toEqual({ frame })
  }
})

test('[CODEC8] close codes below 4500 ask to come back, those from it on do not', () => {
  for (const { close, retry } of Object.values(failures))
    if (close !== null) expect(reconnects(close)).toBe(retry === 'later')
  expect([1000, 1001, 1006, 1012].map((code) => reconnects(code))).toEqual([true, true, true, true])
})
