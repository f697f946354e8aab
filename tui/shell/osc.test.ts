import { describe, expect, test } from 'bun:test'
import { assert, property, string } from 'fast-check'
import { guessCapabilities, type Capabilities } from './capabilities.ts'
import { copyBytesMax, copySequence, notifySequence, passThrough, titleSequence } from './osc.ts'

const plain = guessCapabilities({ TERM: 'xterm-256color' })
const ways: readonly Capabilities['notify'][] = ['osc9', 'osc777', 'osc99', 'bell']

describe('the clipboard', () => {
  test('a text is copied whole, in its own characters', () => {
    const sent = copySequence('grüße\n👍🏽', null) ?? ''
    expect(sent.slice(0, 7)).toBe('\x1b]52;c;')
    expect(new TextDecoder().decode(Uint8Array.fromBase64(sent.slice(7, -2)))).toBe('grüße\n👍🏽')
  })

  test('[SHELL8] a text beyond the bound is not copied in part', () => {
    expect(copySequence('x'.repeat(copyBytesMax), null)).not.toBeNull()
    expect(copySequence('x'.repeat(copyBytesMax + 1), null)).toBeNull()
    expect(copySequence('é'.repeat(copyBytesMax / 2 + 1), null)).toBeNull()
  })
})

describe('multiplexers', () => {
  test('[SHELL9] tmux gets the sequence with its escapes doubled, and the copy also for itself', () => {
    expect(passThrough('\x1b]9;x\x1b\\', 'tmux')).toBe('\x1bPtmux;\x1b\x1b]9;x\x1b\x1b\\\x1b\\')
    expect(copySequence('x', 'tmux')).toBe('\x1b]52;c;eA==\x1b\\\x1bPtmux;\x1b\x1b]52;c;eA==\x1b\x1b\\\x1b\\')
  })

  test('[SHELL9] screen gets it in parts that it passes on, none of which ends its string early', () => {
    const sent = copySequence('x'.repeat(1_000), 'screen') ?? ''
    const parts = sent.slice(2, -2).split('\x1b\\\x1bP')
    expect(parts.every((part) => part.length <= 240)).toBe(true)
    expect(parts.join('')).toBe(`\x1b]52;c;${new TextEncoder().encode('x'.repeat(1_000)).toBase64()}\x07`)
  })
})

describe('notifications and titles', () => {
  test('each way has its own form', () => {
    const sent = (notify: Capabilities['notify']): string => notifySequence('Ann', 'hi; there', { ...plain, notify })
    expect(ways.map(sent)).toEqual([
      '\x1b]9;Ann: hi, there\x1b\\',
      '\x1b]777;notify;Ann;hi, there\x1b\\',
      '\x1b]99;i=parley:d=0;Ann\x1b\\\x1b]99;i=parley:p=body;hi, there\x1b\\',
      '\x07',
    ])
    expect(notifySequence('a', 'b', { ...plain, notify: 'osc9', multiplexer: 'tmux' })).toEndWith('\x1b\\\x07')
  })

  test('[SHELL10] nothing of a stranger leaves its place in a title or a notification', () => {
    const hostile = string({ unit: 'binary', maxLength: 60 })
    assert(
      property(hostile, hostile, (title, body) => {
        expect(titleSequence(title).slice(4, -2)).not.toMatch(/\p{C}/u)
        for (const notify of ways) {
          const fields = notifySequence(title, body, { ...plain, notify }).split(/\p{Cc}[\]\\]?/u)
          expect(fields.join('')).not.toMatch(/\p{C}/u)
          expect(fields.join('').split(';').length).toBe({ osc9: 2, osc777: 4, osc99: 5, bell: 1 }[notify])
        }
      }),
    )
    expect(titleSequence('a\x1b]52;c;eA==\x07b\u202ec\nd')).toBe('\x1b]2;a]52;c;eA==bc d\x1b\\')
  })
})
