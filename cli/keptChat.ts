/** What this device keeps of a chat: what the terminal client of this login stored when it last had it open. */
import { existsSync } from 'node:fs'
import { type Codec, isUserId, type Message } from '@parley/protocol'
import { rowToChat } from '@parley/protocol/client'
import { sqliteStorage } from '@parley/protocol/client/sqlite'
import { clientStorage } from './clientStorage.ts'
import type { Login } from './connect.ts'

export interface KeptChat {
  readonly epoch: string
  /** How far the device has come. */
  readonly seq: number
  /** The last messages up to there, in their state there. */
  readonly messages: readonly Message[]
}

/** `null` where nothing is kept. */
export async function keptChat({ profile, user }: Login, chat: string, codec: Codec): Promise<KeptChat | null> {
  const path = clientStorage(profile, user.id)
  if (!existsSync(path) || !isUserId(user.id)) return null
  const storage = sqliteStorage(path)
  try {
    const row = (await storage.chats()).find((one) => one.chat === chat)
    const stored = row === undefined ? null : rowToChat(row, user.id, codec)
    if (stored === null) return null
    const { epoch, confirmed } = stored.replica
    return { epoch, seq: confirmed.chat.seq, messages: confirmed.window.messages }
  } finally {
    await storage.close()
  }
}
