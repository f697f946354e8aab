/**
 * Erases the words of deleted messages from the log: a consumer of the log with its own list of what is to do, kept in the
 * store with the same commit as the deletion. A node that dies in between finds the list again, or makes it again from the
 * log; erasing twice is harmless.
 *
 * Every node has the list. The one where a chat lives erases its words at once, the others look after them a while later, so
 * that they go also where that node died; what is erased already costs them a look.
 */
import type { ChatId } from '@parley/protocol'
import type { Log } from '../log/log.ts'
import type { MessageTable } from '../store/messageTable.ts'

const retryMs = 5_000
/** For chats that live on another node. */
export const othersAfterMs = 60_000

export interface EraserOptions {
  readonly log: Pick<Log, 'redact'>
  readonly store: { readonly messages: Pick<MessageTable, 'toRedact' | 'redacted'> }
  readonly env: { after(ms: number, run: () => void): () => void }
  /** Does the chat live on this node? */
  isHere(chat: ChatId): boolean
  onDefect(error: unknown): void
}

export function createEraser({ log, store, env, isHere, onDefect }: EraserOptions): { wake(): void; stop(): void } {
  let isRunning = false
  let isStopped = false
  let cancel = (): void => undefined
  /** Set while words of chats that live elsewhere wait. */
  let cancelOthers: (() => void) | null = null
  let isOthersTurn = false

  /** What is to be done now, by chat. */
  function due(): ReadonlyMap<ChatId, readonly number[]> {
    const byChat = new Map<ChatId, number[]>()
    let isOthersLeft = false
    for (const { chat, seq } of store.messages.toRedact())
      if (isOthersTurn || isHere(chat)) byChat.set(chat, [...(byChat.get(chat) ?? []), seq])
      else isOthersLeft = true
    if (isOthersLeft)
      cancelOthers ??= env.after(othersAfterMs, () => {
        cancelOthers = null
        isOthersTurn = true
        wake()
      })
    return byChat
  }

  async function run(): Promise<void> {
    for (;;) {
      const byChat = due()
      if (byChat.size === 0) {
        isOthersTurn = false
        // In the turn of the look, so that no call to `wake` falls between.
        isRunning = false
        return
      }
      let failed: unknown = null
      for (const [chat, seqs] of byChat) {
        try {
          await log.redact(chat, seqs)
        } catch (error) {
          // The other chats must not wait for this one.
          failed = error
          continue
        }
        if (isStopped) return
        store.messages.redacted(chat, seqs)
      }
      if (failed !== null) throw failed
    }
  }

  const wake = (): void => {
    if (isRunning || isStopped) return
    isRunning = true
    // One chain of tries, however often it is woken.
    cancel()
    run().catch((error: unknown) => {
      isRunning = false
      if (isStopped) return
      onDefect(error)
      cancel = env.after(retryMs, wake)
    })
  }

  return {
    wake,
    stop() {
      isStopped = true
      cancel()
      cancelOthers?.()
    },
  }
}
