/** The road to the worker that writes. */
import type { Channel } from './commits.ts'

/** Settles when the worker has opened the file in `folder`. */
export async function openChannel(folder: string): Promise<Channel> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url))
  let asked: PromiseWithResolvers<string> | null = null
  let gone: Error | null = null
  const lose = (why: string): void => {
    gone ??= new Error(`The worker that writes the log has stopped: ${why}`)
    asked?.reject(gone)
    asked = null
  }
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    asked?.resolve(String(event.data))
    asked = null
  })
  worker.addEventListener('error', (event) => lose(event.message))
  worker.addEventListener('close', () => lose('it was ended.'))

  const ask = (message: string): Promise<string> => {
    if (gone !== null) return Promise.reject(gone)
    asked = Promise.withResolvers<string>()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
    worker.postMessage(message)
    return asked.promise
  }
  const ready = await ask(folder)
  if (ready !== 'ready') {
    worker.terminate()
    throw new Error(`The worker that writes the log could not open its file: ${ready}`)
  }
  return { ask, stop: () => worker.terminate() }
}
