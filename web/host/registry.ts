/** Who is logged in in this browser: what a start without the network must know before it can open the account's storage. */
import { interpreted, jsonOf, type Person, PersonSchema } from '@parley/protocol'
import type { ClientStorage } from '@parley/protocol/client'

type Kept =
  | { readonly type: 'nobody' }
  | { readonly type: 'person'; readonly person: Person }
  /** Logged out while the server was away: its cookie is still here, and must not log anybody in. */
  | { readonly type: 'logoutDue' }

export interface Registry {
  read(): Promise<Kept>
  write(kept: Kept): Promise<void>
}

const accountKey = 'account'
const logoutDue = 'logoutDue'
const isPerson = interpreted(PersonSchema)

/** `open` gives the browser's own small storage, which is closed after each use. */
export function createRegistry(open: () => ClientStorage): Registry {
  async function using<Result>(work: (storage: ClientStorage) => Promise<Result>): Promise<Result> {
    const storage = open()
    try {
      return await work(storage)
    } finally {
      await storage.close()
    }
  }
  return {
    read: () => using(async (storage) => toKept((await storage.values(accountKey)).get(accountKey))),
    write: (kept) => using((storage) => storage.setValue(accountKey, toText(kept))),
  }
}

function toText(kept: Kept): string | null {
  switch (kept.type) {
    case 'nobody':
      return null
    case 'logoutDue':
      return logoutDue
    case 'person':
      return JSON.stringify(kept.person)
  }
}

function toKept(text: string | undefined): Kept {
  if (text === logoutDue) return { type: 'logoutDue' }
  const person = text === undefined ? null : jsonOf(text)
  return isPerson(person) ? { type: 'person', person } : { type: 'nobody' }
}
