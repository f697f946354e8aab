/**
 * Erases the words of deleted messages from the log: a consumer of the log with its own list of what is to do, kept in the
 * store with the same commit as the deletion. A node that dies in between finds the list again, or makes it again from the
 * log; erasing twice is harmless.
 */
import type { ChatId } from '@parley/protocol'
import type { Log } from '../log/log.ts'
import type { MessageTable } from '../store/messageTable.ts'

const retryMs = 5_000

export interface EraserOptions {
  readonly log: Pick<Log, 'redact'>
  readonly store: { readonly messages: Pick<MessageTable, 'toRedact' | 'redacted'> }
  readonly env: { after(ms: number, run: () => void): () => void }
  onDefect(error: unknown): void
}

export function createEraser({ log, store, env, onDefect }: EraserOptions): { wake(): void; stop(): void } {
  let isRunning = false
  let isStopped = false
  let cancel = (): void => undefined

  async function run(): Promise<void> {
    for (;;) {
      const byChat = new Map<ChatId, number[]>()
      for (const { chat, seq } of store.messages.toRedact()) byChat.set(chat, [...(byChat.get(chat) ?? []), seq])
      if (byChat.size === 0) {
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
    },
  }
}
