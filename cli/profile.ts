/**
 * Who and where: a profile is a name under which logins are kept, one for each server that it has logged in to; the last one
 * is meant when no server is named.
 *
 *     $XDG_CONFIG_HOME/parley/profiles/NAME.json       the server that the profile means
 *     $XDG_STATE_HOME/parley/NAME/SERVER/              credentials, outbox
 *     $XDG_CACHE_HOME/parley/NAME/SERVER/              names of chats, for `send` and completion; may be deleted
 *
 * `PARLEY_CONFIG_HOME` takes the place of all three, as `.`, `state` and `cache` in it, and then the keychain is left alone.
 */
import { join } from 'node:path'
import { usage } from './exit.ts'
import { readJson, writeJson } from './files.ts'
import { textAt } from './fields.ts'
import type { World } from './world.ts'

const serverDefault = 'http://localhost:7447'

export interface Profile {
  readonly name: string
  /** Without a slash at its end. */
  readonly server: string
  /** Where what must last is kept for this profile and server; the files in it are the owner's alone. */
  readonly stateFolder: string
  readonly cacheFolder: string
  readonly usesKeychain: boolean
  /** Makes this profile's server the one that is meant when none is named. */
  remember(): void
}

export interface ProfileOptions {
  readonly profile?: string
  readonly server?: string
}

/** Flags before the environment, the environment before the profile, the profile before the default. */
export function openProfile(world: World, options: ProfileOptions): Profile {
  const { env } = world
  const name = options.profile ?? (env['PARLEY_PROFILE'] || 'default')
  if (!/^[\w-][\w.-]{0,63}$/.test(name))
    throw usage('A profile is named by letters, digits, dots, dashes and underscores, 64 of them at most.')
  const { config, state, cache } = folders(world)
  const file = join(config, 'profiles', `${name}.json`)
  const named = options.server ?? (env['PARLEY_SERVER'] || textAt(readJson(file), 'server'))
  const server = toServer(named ?? serverDefault)
  const place = placeOf(server)
  return {
    name,
    server,
    stateFolder: join(state, name, place),
    cacheFolder: join(cache, name, place),
    usesKeychain: !env['PARLEY_CONFIG_HOME'],
    remember: () => {
      if (textAt(readJson(file), 'server') !== server) writeJson(file, { server }, world.unique())
    },
  }
}

/** The server's part of a path, from which the server cannot be read back. */
export const placeOf = (server: string): string => server.replace('://', '_').replace(/[^\w.-]/g, '_')

export function folders({ env, home }: Pick<World, 'env' | 'home'>): { config: string; state: string; cache: string } {
  const own = env['PARLEY_CONFIG_HOME']
  if (own) return { config: own, state: join(own, 'state'), cache: join(own, 'cache') }
  const folder = (variable: string, otherwise: string): string => join(env[variable] || join(home, otherwise), 'parley')
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    state: folder('XDG_STATE_HOME', '.local/state'),
    cache: folder('XDG_CACHE_HOME', '.cache'),
  }
}

const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::|\/|$)/

/** A server as people write it: `https` is meant unless it is this machine. */
export function toServer(text: string): string {
  const whole = /^\w+:\/\//.test(text) ? text : `${local.test(text) ? 'http' : 'https'}://${text}`
  const url = URL.parse(whole)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw usage(`"${text}" is no address of a server. It looks like https://chat.example.org or localhost:7447.`)
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
