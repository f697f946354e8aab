/** Everything that the terminal client takes from outside. The command line makes it; a test makes its own. */
import type { Api, ClientStorage, Fetch, Login, Transport } from '@parley/protocol/client'
import type { Person } from '@parley/protocol'

export interface TuiWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1). */
  random(): number
  /** Runs `run` once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly fetch: Fetch
  readonly transport: Transport
  readonly home: Home
}

/** The logins of this machine, and the user's own files. */
export interface Home {
  /** The last used first. */
  accounts(): Promise<readonly KeptAccount[]>
  /** Makes it the last used. Tokens renew safely beside other processes; the storage is this account's alone. */
  open(account: KeptAccount): Promise<OpenAccount>
  /** Keeps a login that the server has just given. */
  keep(server: string, login: Login): Promise<KeptAccount>
  /** Forgets a login on this machine, with what was cached for it. */
  forget(account: KeptAccount): Promise<void>
  /** The server that flags, environment or profile mean, or the local default. */
  readonly server: string
  /** Somebody said which server; otherwise it is the default. */
  readonly isServerNamed: boolean
  /** A server as people write it, as an address. Rejects with a sentence for what is none. */
  address(text: string): Promise<string>
  /** `keys.json`, `tui.json`; `null` where it is absent. */
  readConfig(name: string): string | null
  /** Where those files are looked for, to tell it to a person. */
  readonly configFolder: string
  /** Starts a server on this machine that outlives this program. Resolves with its address once it answers. */
  startServer(): Promise<string>
}

export interface KeptAccount {
  readonly profile: string
  /** Without a slash at its end. */
  readonly server: string
  readonly user: Pick<Person, 'id' | 'username' | 'name'>
}

export interface OpenAccount {
  readonly account: KeptAccount
  readonly api: Api
  readonly storage: ClientStorage
  close(): Promise<void>
}
