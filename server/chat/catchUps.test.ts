import { expect, test } from 'bun:test'
import { newChatId } from '@parley/protocol'
import { createCatchUps } from './catchUps.ts'

const ids = { now: () => 1, random: () => 0.5 }
const chat = newChatId(ids)

/** A log that tells which ranges were read. */
function createLog(json = '{"seq":1}') {
  const reads: string[] = []
  return {
    reads,
    readNow(_chat: typeof chat, after: number, upTo: number, limit: number) {
      reads.push(`${after}-${upTo}`)
      return Array.from({ length: Math.min(limit, upTo - after) }, () => json)
    },
  }
}

test('[SESSION30] those who missed the same at the same time get what was read once', () => {
  const log = createLog()
  const catchUps = createCatchUps(log)
  const first = catchUps.of(chat, 3, 5, 1_000)
  expect(first.frames).toEqual([`{"t":"entries","chat":"${chat}","entries":[{"seq":1},{"seq":1}]}`])
  expect(catchUps.of(chat, 3, 5, 1_050)).toBe(first)
  catchUps.of(chat, 2, 5, 1_060)
  catchUps.of(chat, 2, 6, 1_070)
  expect(log.reads).toEqual(['3-5', '2-5', '2-6'])
})

test('[SESSION30] a range is read again after a moment, for what was erased must not come back', () => {
  const log = createLog()
  const catchUps = createCatchUps(log)
  catchUps.of(chat, 3, 5, 1_000)
  catchUps.of(chat, 3, 5, 1_100)
  expect(log.reads).toEqual(['3-5', '3-5'])
})

test('[SESSION30] what is long is cut into frames and not kept', () => {
  const log = createLog(`"${'x'.repeat(9_998)}"`)
  const catchUps = createCatchUps(log)
  const { frames, bytes } = catchUps.of(chat, 0, 20, 1_000)
  expect(frames.length).toBe(4)
  expect(bytes).toBeGreaterThan(200_000)
  expect(frames.flatMap((frame) => JSON.parse(frame).entries).length).toBe(20)
  catchUps.of(chat, 0, 20, 1_000)
  expect(log.reads.length).toBe(2)
})
