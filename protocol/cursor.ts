/** How far a reader has come in a chat, and the text in which scripts keep it. */
import { Type, type Static } from '@sinclair/typebox'
import { type ChatId, EpochSchema, isChatId, isEpoch } from './ids.ts'

export const SeqSchema = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** `seq` 0 is before the first entry. */
export const CursorSchema = Type.Object({ epoch: EpochSchema, seq: SeqSchema })
export type Cursor = Static<typeof CursorSchema>

/** The cursors of several chats. */
export type Cursors = ReadonlyMap<ChatId, Cursor>

/** `EPOCH/CHAT=SEQ,CHAT=SEQ`, epochs separated by `+`: text that a script may keep, and that needs no quoting in a shell. */
export function formatCursors(cursors: Cursors): string {
  const byEpoch = new Map<string, string[]>()
  for (const [chat, { epoch, seq }] of cursors) {
    const list = byEpoch.get(epoch) ?? []
    list.push(`${chat}=${seq}`)
    byEpoch.set(epoch, list)
  }
  return [...byEpoch].map(([epoch, list]) => `${epoch}/${list.join(',')}`).join('+')
}

/** `null` for a text that is no cursor. */
export function parseCursors(text: string): Cursors | null {
  const cursors = new Map<ChatId, Cursor>()
  if (text === '') return cursors
  for (const part of text.split('+')) {
    const [epoch = '', list = '', ...rest] = part.split('/')
    if (!isEpoch(epoch) || rest.length > 0) return null
    for (const item of list.split(',')) {
      const [chat = '', digits = '', ...more] = item.split('=')
      const seq = Number(digits)
      if (!isChatId(chat) || !/^\d{1,16}$/.test(digits) || !Number.isSafeInteger(seq) || more.length > 0) return null
      cursors.set(chat, { epoch, seq })
    }
  }
  return cursors
}
