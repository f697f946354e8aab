/**
 * Real nats-servers for tests: one, or three that form a cluster, as processes on free ports of loopback, with their stores in
 * a temporary folder. Where no server is found that is new enough, `natsServer` is null and the suites say what is left out.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { versionFlaw } from '../checks.ts'

/** The path of a nats-server that a cluster can use. */
export const natsServer: string | null = find()

/** What the test command reports when there is none. */
export const leftOut = (what: string): void =>
  console.log(`left out: ${what}: no nats-server 2.12 or newer was found. deploy/get-nats-server gets one.`)

export interface NatsServers {
  /** For clients: of all servers. */
  readonly urls: readonly string[]
  readonly monitors: readonly string[]
  /** Where the servers hear each other. */
  readonly routePorts: readonly number[]
  /** The names that the servers have in `cluster.leader` of a stream, in the order of `urls`. */
  readonly names: readonly string[]
  /** Where the servers keep their stores, in the order of `urls`. */
  readonly folders: readonly string[]
  signal(place: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): Promise<void>
  restart(place: number): Promise<void>
  /** Has it read its settings again with these in addition. It takes a moment. */
  reconfigure(place: number, settings: string): void
  stop(): Promise<void>
}

const readyMs = 60_000
const pollMs = 25

/** Where the servers are. */
export interface Whereabouts {
  hostOf(place: number): string
  /** A command that runs another one there. */
  before(place: number): readonly string[]
}

const onLoopback: Whereabouts = { hostOf: () => '127.0.0.1', before: () => [] }

/** `sync`: the value of `sync_interval`. */
export async function startNats(count: 1 | 3, sync = 'always', where = onLoopback): Promise<NatsServers> {
  const binary = natsServer
  if (binary === null) throw new Error('There is no nats-server.')
  const folder = mkdtempSync(join(tmpdir(), 'parley-nats-'))
  const ports = await freePorts(count * 3)
  const portOf = (kind: number, place: number): number => ports[kind * count + place] ?? 0
  const places = Array.from({ length: count }, (_, place) => place)
  const names = places.map((place) => `n${place + 1}`)
  const routes = places.map((place) => `nats://${where.hostOf(place)}:${portOf(2, place)}`)
  const configOf = (place: number): string => `
    host: ${where.hostOf(place)}
    port: ${portOf(0, place)}
    http: ${where.hostOf(place)}:${portOf(1, place)}
    server_name: ${names[place]}
    max_payload: 8MB
    jetstream { store_dir: "${join(folder, names[place] ?? '')}", max_file_store: 16G, sync_interval: ${sync} }
    ${count === 1 ? '' : `cluster { name: test, listen: ${where.hostOf(place)}:${portOf(2, place)}, routes: [${routes.join(', ')}] }`}
  `
  const write = (place: number, settings: string): string => {
    const config = join(folder, `${names[place]}.conf`)
    writeFileSync(config, configOf(place) + settings)
    return config
  }
  const spawn = (place: number) => {
    const config = write(place, '')
    mkdirSync(join(folder, names[place] ?? ''), { recursive: true })
    return Bun.spawn([...where.before(place), binary, '-c', config, '-l', join(folder, `${names[place]}.txt`)], {
      stdio: ['ignore', 'ignore', 'ignore'],
    })
  }
  const processes = places.map(spawn)
  const monitors = places.map((place) => `http://${where.hostOf(place)}:${portOf(1, place)}`)
  const isReady = async (place: number): Promise<boolean> => {
    try {
      const response = await fetch(`${monitors[place]}/healthz`, { signal: AbortSignal.timeout(1_000) })
      return response.ok
    } catch {
      return false
    }
  }
  const ready = async (place: number): Promise<void> => until(`server ${place} is ready`, () => isReady(place))

  try {
    for (const place of places) await ready(place)
  } catch (error) {
    for (const process of processes) process.kill('SIGKILL')
    throw error
  }
  return {
    urls: places.map((place) => `nats://${where.hostOf(place)}:${portOf(0, place)}`),
    monitors,
    routePorts: places.map((place) => portOf(2, place)),
    names,
    folders: names.map((name) => join(folder, name)),
    async signal(place, signal) {
      const process = processes[place]
      process?.kill(signal)
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await process?.exited
    },
    async restart(place) {
      processes[place] = spawn(place)
      await ready(place)
    },
    reconfigure(place, settings) {
      write(place, settings)
      processes[place]?.kill('SIGHUP')
    },
    async stop() {
      for (const process of processes) process.kill('SIGKILL')
      await Promise.all(processes.map((process) => process.exited))
      rmSync(folder, { recursive: true })
    },
  }
}

/** Waits for a condition of the world outside. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, withinMs = readyMs): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It did not come about within ${withinMs} ms that ${what}.`)
    await Bun.sleep(pollMs)
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
      await promise
      return server
    }),
  )
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address()
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      await promise
      return address !== null && typeof address === 'object' ? address.port : 0
    }),
  )
}

function find(): string | null {
  const named = process.env.PARLEY_NATS_SERVER
  const unpacked = join(import.meta.dir, '../../../.cache/nats/root/usr/sbin/nats-server')
  for (const path of [named, unpacked, Bun.which('nats-server')]) {
    if (path === undefined || path === null || !existsSync(path)) continue
    const { stdout } = Bun.spawnSync([path, '--version'])
    const version = /v(\d+\.\d+\.\d+)/.exec(stdout.toString())?.[1]
    if (version !== undefined && versionFlaw(version) === null) return path
  }
  return null
}
