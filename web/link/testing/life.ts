/** What a page or a worker is while it lives: when it dies, nothing of it is heard, told, sent or kept any more. */
import type { ClientEnv, Fetch, Transport } from '@parley/protocol/client'
import type { Port } from '@parley/protocol/client/remote'
import type { AccountStorage } from '../../host/indexedDb.ts'

export interface Life {
  readonly name: string
  end(): void
  /** The same, as long as it lives. */
  env(env: ClientEnv): ClientEnv
  transport(transport: Transport): Transport
  fetch(fetch: Fetch): Fetch
  port(port: Port): Port
  storage(storage: AccountStorage): AccountStorage
}

export function createLife(name: string): Life {
  const ends = new Set<() => void>()
  let isOver = false
  const living = (work: () => void): void => {
    if (!isOver) work()
  }
  const asked = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isOver) return never
    const result = await work()
    return isOver ? never : result
  }
  return {
    name,
    end() {
      isOver = true
      for (const end of ends) end()
    },
    env: (env) => ({
      now: () => env.now(),
      random: () => env.random(),
      after: (ms, run) => env.after(ms, () => living(run)),
    }),
    transport: (transport) => (url, handlers) => {
      const link = transport(url, {
        onOpen: () => living(() => handlers.onOpen()),
        onText: (text) => living(() => handlers.onText(text)),
        onClose: (code, reason) => living(() => handlers.onClose(code, reason)),
      })
      ends.add(() => link.close(abnormalClose))
      return {
        send: (text) => living(() => link.send(text)),
        close: (code) => living(() => link.close(code)),
      }
    },
    fetch: (fetch) => (url, init) => asked(() => fetch(url, init)),
    port: (port) => ({
      post: (message) => living(() => port.post(message)),
      listen: (onMessage) => port.listen((message) => living(() => onMessage(message))),
    }),
    storage: (storage) => ({
      opened: () => asked(() => storage.opened()),
      forgetCache: () => asked(() => storage.forgetCache()),
      outbox: () => asked(() => storage.outbox()),
      addSubmission: (row) => asked(() => storage.addSubmission(row)),
      removeSubmission: (chat, id) => asked(() => storage.removeSubmission(chat, id)),
      chats: () => asked(() => storage.chats()),
      putChat: (row) => asked(() => storage.putChat(row)),
      removeChat: (chat) => asked(() => storage.removeChat(chat)),
      marks: () => asked(() => storage.marks()),
      putMark: (row) => asked(() => storage.putMark(row)),
      removeMark: (row) => asked(() => storage.removeMark(row)),
      values: (prefix) => asked(() => storage.values(prefix)),
      setValue: (key, value) => asked(() => storage.setValue(key, value)),
      close: () => asked(() => storage.close()),
    }),
  }
}

const abnormalClose = 1006
const never = new Promise<never>(() => undefined)
