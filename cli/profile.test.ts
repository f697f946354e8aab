import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError } from './exit.ts'
import { openProfile, toServer } from './profile.ts'
import type { World } from './world.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parley-profile-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const worldOf = (env: Record<string, string>): World => ({
  env,
  home,
  now: () => 0,
  random: () => 0,
  sleep: () => Promise.resolve(),
  unique: () => 'x',
  onInterrupt: () => undefined,
  input: { isTerminal: () => Promise.resolve(false), read: () => Promise.resolve(''), ask: () => Promise.resolve('') },
})

describe('[CLI6] which profile and server are meant', () => {
  test('[CLI6] flags win over the environment, the environment over the profile, the profile over the default', () => {
    const own = { PARLEY_CONFIG_HOME: home }
    expect(openProfile(worldOf(own), {}).server).toBe('http://localhost:7447')
    openProfile(worldOf(own), { server: 'https://one.example' }).remember()
    expect(openProfile(worldOf(own), {}).server).toBe('https://one.example')
    const env = { ...own, PARLEY_SERVER: 'https://two.example' }
    expect(openProfile(worldOf(env), {}).server).toBe('https://two.example')
    expect(openProfile(worldOf(env), { server: 'https://three.example' }).server).toBe('https://three.example')
    expect(openProfile(worldOf({ ...own, PARLEY_PROFILE: 'work' }), {}).name).toBe('work')
    expect(openProfile(worldOf({ ...own, PARLEY_PROFILE: 'work' }), { profile: 'home' }).name).toBe('home')
  })

  test('[CLI6] profiles and servers are kept apart', () => {
    const world = worldOf({ PARLEY_CONFIG_HOME: home })
    const folders = ['default', 'work'].flatMap((profile) =>
      ['http://a.example', 'https://a.example', 'http://a.example:81', 'http://a.example/x'].map(
        (server) => openProfile(world, { profile, server }).stateFolder,
      ),
    )
    expect(new Set(folders).size).toBe(8)
  })

  test('[CLI6] files are where XDG wants them, or all in PARLEY_CONFIG_HOME, without the keychain', () => {
    const xdg = openProfile(worldOf({ XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' }), {})
    expect(xdg.stateFolder).toBe('/s/parley/default/http_localhost_7447')
    expect(xdg.cacheFolder).toBe('/c/parley/default/http_localhost_7447')
    expect(xdg.usesKeychain).toBe(true)
    expect(openProfile(worldOf({}), {}).stateFolder).toStartWith(join(home, '.local/state/parley'))
    const own = openProfile(worldOf({ PARLEY_CONFIG_HOME: '/p', XDG_STATE_HOME: '/s' }), {})
    expect(own.stateFolder).toBe('/p/state/default/http_localhost_7447')
    expect(own.usesKeychain).toBe(false)
  })

  test('[CLI6] a name that could leave its folder is refused', () => {
    for (const profile of ['..', '../x', 'a/b', '', '.x'])
      expect(() => openProfile(worldOf({ PARLEY_CONFIG_HOME: home }), { profile })).toThrow(CliError)
  })
})

test('[CLI6] a server may be written as people write it', () => {
  expect(toServer('localhost:7447')).toBe('http://localhost:7447')
  expect(toServer('127.0.0.1:1/')).toBe('http://127.0.0.1:1')
  expect(toServer('[::1]:1')).toBe('http://[::1]:1')
  expect(toServer('chat.example.org')).toBe('https://chat.example.org')
  expect(toServer('https://example.org/chat/')).toBe('https://example.org/chat')
  for (const wrong of ['', 'ftp://x', 'https://a:b@c', 'http://x?y', 'http://'])
    expect(() => toServer(wrong)).toThrow(CliError)
})
