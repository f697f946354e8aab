/**
 * The worker's rim: it opens the file in the folder that the first message names, then answers each message with one. See
 * `channel.ts` for the other end.
 */
import { parentPort } from 'node:worker_threads'
import { openFile } from './file.ts'
import { createWriter, type Writer } from './writer.ts'

/** The file's pages in memory; the system's own cache stands behind it. */
const cacheKiB = 4_096

let writer: Writer | null = null

parentPort?.on('message', (message: unknown) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
  parentPort?.postMessage(answer(String(message)))
})

function answer(message: string): string {
  if (writer === null) {
    try {
      writer = createWriter(openFile(message, { cacheKiB }), message)
      return 'ready'
    } catch (error) {
      return `failed\n${String(error)}`
    }
  }
  if (message === 'checkpoint') return writer.checkpoint() ? 'done' : 'busy'
  if (message === 'close') {
    writer.close()
    return 'closed'
  }
  const committed = writer.commit(message)
  return committed.type === 'done' ? `done\n${committed.answers.join('\n')}` : `${committed.type}\n${committed.why}`
}
