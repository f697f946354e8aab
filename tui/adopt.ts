/**
 * Sends what another program of this account has kept and does not send any more. Its submissions are in the storage that all
 * programs of the account share; each has an id, so that one which is sent by two is in the log once. What is young is left
 * to the program that said it.
 */
import { type Client, type ClientStorage, toCommand } from '@parley/protocol/client'
import type { TuiWorld } from './world.ts'

const lookEveryMs = 10_000
const leftAfterMs = 10_000

/** Looks now and then, while there is a connection. The result ends it. */
export function adoptOutbox(
  world: Pick<TuiWorld, 'now' | 'after'>,
  client: Pick<Client, 'state' | 'submit'>,
  storage: Pick<ClientStorage, 'outbox'>,
): () => void {
  let isOver = false
  let cancel = world.after(lookEveryMs, look)

  function look(): void {
    cancel = world.after(lookEveryMs, look)
    if (client.state.type === 'online') void storage.outbox().then(adopt, () => undefined)
  }
  function adopt(rows: Awaited<ReturnType<ClientStorage['outbox']>>): void {
    for (const { chat, id, at, command } of isOver ? [] : rows) {
      // In the order in which they were said: nothing overtakes one that is too young.
      if (world.now() - at < leftAfterMs) return
      const said = toCommand(command)
      // What is ours is known by its id, and is not said again.
      if (said !== null) client.submit(chat, said, { id })
    }
  }
  return () => {
    isOver = true
    cancel()
  }
}
