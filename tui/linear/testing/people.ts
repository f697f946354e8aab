/** People who chat by lines, on a real server in this process. For tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createAccounts,
  createApi,
  type Login,
  type LoginTokens,
  memoryStorage,
  webSocketTransport,
} from '@parley/protocol/client'
import { readConfig } from '../../../server/config.ts'
import { type Running, serve } from '../../../server/main.ts'
import type { Home, KeptAccount } from '../../world.ts'
import { runLines } from '../run.ts'

export interface TestServer {
  readonly url: string
  login(username: string): Promise<Login>
  stop(): Promise<void>
  /** On the same port, with what was stored. */
  start(): Promise<void>
  remove(): Promise<void>
}

export async function createTestServer(): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), 'parley-linear-'))
  const begin = (port: string): Promise<Running> => {
    const flags = { port, data, framesPerSecond: '0', registrationsPerHour: '0', loginTries: '0', log: 'off' }
    return serve(readConfig({ flags, env: {} }))
  }
  let running = await begin('0')
  const { url } = running
  return {
    url,
    login: (username) =>
      createAccounts(url, fetch).register({
        username,
        email: `${username}@example.org`,
        password: 'correct horse',
        client: 'linear test',
        name: username[0]?.toUpperCase() + username.slice(1),
      }),
    stop: () => running.stop(),
    start: async () => {
      running = await begin(new URL(url).port)
    },
    remove: async () => {
      await running.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export interface Talker {
  readonly lines: readonly string[]
  type(...lines: readonly string[]): void
  /** The first line from here on that matches; lines before it are passed over. */
  hear(pattern: RegExp | string): Promise<string>
  /** The input ends. The exit code. */
  end(): Promise<number>
}

/** A home that forgets everything with the program. */
export function memoryHome(server: string, logins: readonly Login[] = []): Home {
  const kept = new Map<KeptAccount, { tokens: LoginTokens; readonly storage: ReturnType<typeof memoryStorage> }>()
  const keep = (at: string, { user, ...tokens }: Login): KeptAccount => {
    const account = { profile: user.username, server: at, user }
    kept.set(account, { tokens, storage: memoryStorage() })
    return account
  }
  for (const login of logins) keep(server, login)
  return {
    server,
    isServerNamed: true,
    configFolder: '/nowhere',
    readConfig: () => null,
    address: (text) => Promise.resolve(text.trim()),
    startServer: () => Promise.reject(new Error('There is none to start.')),
    accounts: () => Promise.resolve([...kept.keys()]),
    keep: (at, login) => Promise.resolve(keep(at, login)),
    forget: (account) => Promise.resolve(void kept.delete(account)),
    open(account) {
      const row = kept.get(account)
      if (row === undefined) return Promise.reject(new Error('This login was forgotten.'))
      const api = createApi({
        server: account.server,
        fetch,
        now: Date.now,
        load: () => Promise.resolve(row.tokens),
        save: (tokens) => Promise.resolve(void (row.tokens = tokens)),
      })
      return Promise.resolve({ account, api, storage: row.storage, close: () => Promise.resolve() })
    },
  }
}

export function startTalker(home: Home): Talker {
  const lines: string[] = []
  const typed: string[] = []
  const waiting: { readonly pattern: RegExp | string; readonly resolve: (line: string) => void }[] = []
  let at = 0
  const state = { isOver: false }
  let wake = Promise.withResolvers<void>()
  const wakeHearers = (): void => {
    while (at < lines.length) {
      const [first] = waiting
      const line = lines[at]
      if (first === undefined || line === undefined) return
      at++
      if (typeof first.pattern === 'string' ? !line.includes(first.pattern) : !first.pattern.test(line)) continue
      waiting.shift()
      first.resolve(line)
    }
  }
  const say = (line: string): void => {
    lines.push(line)
    wakeHearers()
  }
  const next = async (): Promise<string | null> => {
    while (typed.length === 0 && !state.isOver) await wake.promise
    return typed.shift() ?? null
  }
  const nudge = (): void => {
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }
  const done = runLines({
    clientName: 'linear test',
    world: {
      env: {},
      now: Date.now,
      random: Math.random,
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      fetch,
      transport: webSocketTransport((url) => new WebSocket(url)),
      home,
    },
    input: { next, secret: next },
    say,
    ask: (question) => say(`${question}:`),
  })
  return {
    lines,
    type: (...more) => {
      typed.push(...more)
      nudge()
    },
    hear: (pattern) => {
      const { promise, resolve } = Promise.withResolvers<string>()
      waiting.push({ pattern, resolve })
      wakeHearers()
      return promise
    },
    end: () => {
      state.isOver = true
      nudge()
      return done
    },
  }
}
