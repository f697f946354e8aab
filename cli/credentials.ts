/**
 * The tokens of one login. They are in the system's keychain where there is one, else in a file that only its owner can read;
 * the file always says whose they are and where they lie.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { isFields, fieldsAt, numberAt, textAt } from './fields.ts'
import { readJson, writeJson } from './files.ts'
import type { Profile } from './profile.ts'
import type { World } from './world.ts'

export interface Person {
  readonly id: string
  readonly username: string
  readonly name: string
}

export interface Tokens {
  readonly token: string
  readonly refreshToken: string
  /** When `token` ends, in milliseconds since 1970. */
  readonly expiresAt: number
}

export interface Credentials extends Tokens {
  readonly user: Person
}

type CredentialsPlace = 'keychain' | 'file'

export interface CredentialStore {
  readonly path: string
  read(): Promise<Credentials | null>
  place(): CredentialsPlace | null
  write(credentials: Credentials): Promise<CredentialsPlace>
  remove(): Promise<void>
}

const service = 'parley'
const fileName = 'credentials.json'

/** Whose login is kept in a profile's state folder, without asking for its tokens. `server` is absent in an older file. */
export function keptLogin(stateFolder: string): { readonly user: Person; readonly server: string | null } | null {
  const kept = readJson(join(stateFolder, fileName))
  const user = toPerson(fieldsAt(kept, 'user'))
  return user === null ? null : { user, server: textAt(kept, 'server') ?? null }
}

export function openCredentials(profile: Profile, world: Pick<World, 'unique'>): CredentialStore {
  const path = join(profile.stateFolder, fileName)
  const { server } = profile
  const name = `${profile.name} ${server}`
  const place = (): CredentialsPlace | null => {
    const kept = textAt(readJson(path), 'place')
    return kept === 'keychain' || kept === 'file' ? kept : null
  }
  return {
    path,
    place,
    read: async () => {
      const kept = readJson(path)
      const user = toPerson(fieldsAt(kept, 'user'))
      if (user === null) return null
      const secret = textAt(kept, 'place') === 'keychain' ? await fromKeychain(name) : fieldsAt(kept, 'tokens')
      const tokens = toTokens(secret)
      return tokens === null ? null : { ...tokens, user }
    },
    write: async ({ user, token, refreshToken, expiresAt }) => {
      const tokens: Tokens = { token, refreshToken, expiresAt }
      // A login that lies in a file stays there, and does not ask a keychain each time that it renews its token.
      const isKept = profile.usesKeychain && place() !== 'file' && (await toKeychain(name, tokens))
      if (isKept) writeJson(path, { place: 'keychain', server, user }, world.unique())
      else writeJson(path, { place: 'file', server, user, tokens }, world.unique())
      return isKept ? 'keychain' : 'file'
    },
    remove: async () => {
      if (place() === 'keychain') await Bun.secrets.delete({ service, name })
      rmSync(path, { force: true })
    },
  }
}

async function toKeychain(name: string, tokens: Tokens): Promise<boolean> {
  try {
    await Bun.secrets.set({ service, name, value: JSON.stringify(tokens) })
    return true
  } catch {
    // No keychain here, as on most servers and in containers.
    return false
  }
}

async function fromKeychain(name: string): Promise<unknown> {
  const value = await Bun.secrets.get({ service, name })
  return value === null ? undefined : JSON.parse(value)
}

export function toPerson(value: unknown): Person | null {
  const id = textAt(value, 'id')
  const username = textAt(value, 'username')
  if (id === undefined || username === undefined) return null
  return { id, username, name: textAt(value, 'name') ?? username }
}

export function toTokens(value: unknown): Tokens | null {
  if (!isFields(value)) return null
  const token = textAt(value, 'token')
  const refreshToken = textAt(value, 'refreshToken')
  if (token === undefined || refreshToken === undefined) return null
  // A server that does not say when a token ends has its word taken at the next 401.
  return { token, refreshToken, expiresAt: numberAt(value, 'expiresAt') ?? 0 }
}
