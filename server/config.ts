/**
 * The configuration: one table gives each setting its flag, environment variable, default and a sentence. Flags win over the
 * environment, the environment over the default. A value that cannot be is refused by the name of its setting.
 */
import { failure, FailureError } from '@parley/protocol'
import { parseNetwork } from './proxies.ts'

export interface Config {
  readonly port: number
  readonly host: string
  readonly data: string
  /** What people call this server. */
  readonly name: string
  readonly registration: 'open' | 'invite' | 'closed'
  readonly publicUrl: string | null
  readonly trustedProxies: readonly string[]
  readonly framesPerSecond: number
  readonly loginTries: number
  readonly registrationsPerHour: number
  readonly stopMs: number
  readonly log: 'info' | 'warn' | 'error' | 'off'
  /** A file with the signing key; `null`: the server keeps one of its own. */
  readonly signingKey: string | null
  /** The cluster's NATS servers, like `nats://host:4222`; none: one process with SQLite. May hold a password. */
  readonly nats: readonly string[]
  /** Their monitoring ports, like `http://host:8222`. */
  readonly natsMonitors: readonly string[]
  /** What the names of the cluster's streams and subjects begin with. */
  readonly cluster: string
  /** What this node is called; `null`: like its host. */
  readonly node: string | null
  readonly replicas: number
  readonly logBytes: number
  readonly recordBytes: number
  readonly unsafeSync: boolean
}

export interface Setting {
  readonly name: keyof Config
  readonly flag: string
  readonly env: string
  readonly default: string
  readonly sentence: string
}

export const settings: readonly Setting[] = [
  {
    name: 'port',
    flag: '--port',
    env: 'PARLEY_PORT',
    default: '7447',
    sentence: 'The port to listen on; 0 takes a free one.',
  },
  {
    name: 'host',
    flag: '--host',
    env: 'PARLEY_HOST',
    default: '127.0.0.1',
    sentence: 'The address to listen on; 0.0.0.0 is all of them.',
  },
  {
    name: 'data',
    flag: '--data',
    env: 'PARLEY_DATA',
    default: '',
    sentence: 'The folder for everything that must last; by default parley/ in the XDG data folder.',
  },
  {
    name: 'name',
    flag: '--name',
    env: 'PARLEY_NAME',
    default: 'Parley',
    sentence: 'What this server is called, on its log-in page and in its window; at most 40 characters.',
  },
  {
    name: 'registration',
    flag: '--registration',
    env: 'PARLEY_REGISTRATION',
    default: 'open',
    sentence: 'Who may make an account: open, invite or closed. The first account can always be made.',
  },
  {
    name: 'publicUrl',
    flag: '--public-url',
    env: 'PARLEY_PUBLIC_URL',
    default: '',
    sentence: 'The address that people use, behind a proxy: https://chat.example.org. Its pages may connect.',
  },
  {
    name: 'trustedProxies',
    flag: '--trusted-proxies',
    env: 'PARLEY_TRUSTED_PROXIES',
    default: '',
    sentence: 'Proxies whose X-Forwarded-For is believed: addresses or networks (10.0.0.0/8), separated by commas.',
  },
  {
    name: 'framesPerSecond',
    flag: '--frames-per-second',
    env: 'PARLEY_FRAMES_PER_SECOND',
    default: '100',
    sentence: 'Frames that one account may send per second, and ten times that at once; 0 is no limit.',
  },
  {
    name: 'loginTries',
    flag: '--login-tries',
    env: 'PARLEY_LOGIN_TRIES',
    default: '5',
    sentence: 'Log-ins that one account may try in 15 minutes, and four times that one address; 0 is no limit.',
  },
  {
    name: 'registrationsPerHour',
    flag: '--registrations-per-hour',
    env: 'PARLEY_REGISTRATIONS_PER_HOUR',
    default: '10',
    sentence: 'Accounts that one address may make in an hour; 0 is no limit.',
  },
  {
    name: 'stopMs',
    flag: '--stop-ms',
    env: 'PARLEY_STOP_MS',
    default: '8000',
    sentence: 'How long an orderly stop may take, in milliseconds.',
  },
  {
    name: 'log',
    flag: '--log',
    env: 'PARLEY_LOG',
    default: 'info',
    sentence: 'What is logged to standard error, one JSON object a line: info, warn, error or off.',
  },
  {
    name: 'signingKey',
    flag: '--signing-key',
    env: 'PARLEY_SIGNING_KEY',
    default: '',
    sentence: 'A file of 32 random bytes that signs access tokens; by default the server makes and keeps one.',
  },
  {
    name: 'nats',
    flag: '--nats',
    env: 'PARLEY_NATS',
    default: '',
    sentence: 'Makes this a node of a cluster: its NATS servers, nats://host:4222, separated by commas.',
  },
  {
    name: 'natsMonitors',
    flag: '--nats-monitors',
    env: 'PARLEY_NATS_MONITORS',
    default: '',
    sentence: 'Their monitoring ports, separated by commas; by default http://host:8222 of each.',
  },
  {
    name: 'cluster',
    flag: '--cluster',
    env: 'PARLEY_CLUSTER',
    default: 'parley',
    sentence: 'What the names of the cluster in NATS begin with; all its nodes must say the same.',
  },
  {
    name: 'node',
    flag: '--node',
    env: 'PARLEY_NODE',
    default: '',
    sentence: 'What this node is called: letters, digits and "-"; by default like its host.',
  },
  {
    name: 'replicas',
    flag: '--replicas',
    env: 'PARLEY_REPLICAS',
    default: '3',
    sentence: 'How many NATS servers keep each message, from 1 to 5; 3 outlives the loss of one.',
  },
  {
    name: 'logBytes',
    flag: '--log-bytes',
    env: 'PARLEY_LOG_BYTES',
    default: '10737418240',
    sentence: 'How large the log of a new cluster may grow, in bytes; then nothing more is taken.',
  },
  {
    name: 'recordBytes',
    flag: '--record-bytes',
    env: 'PARLEY_RECORD_BYTES',
    default: '1073741824',
    sentence: 'The same for accounts, sessions, marks and settings.',
  },
  {
    name: 'unsafeSync',
    flag: '--unsafe-sync',
    env: 'PARLEY_UNSAFE_SYNC',
    default: 'false',
    sentence: 'true accepts NATS servers that lose acknowledged messages in a power cut.',
  },
]

const nameCharsMax = 40
/** Something visible, and nothing that moves a cursor or turns the direction of what stands beside it. */
const namePattern = new RegExp(
  `^(?=.*[\\p{L}\\p{N}\\p{P}\\p{S}])[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,${nameCharsMax}}$`,
  'u',
)

const clusterPattern = /^[A-Za-z0-9_-]{1,32}$/
/** A stream that holds less is full before anybody has said much. */
const bytesMin = 16 * 1024 * 1024
const bytesMax = 2 ** 50
const monitorPort = 8222

const isNatsServer = (text: string): boolean =>
  URL.canParse(text) && /^(nats|tls|wss?):$/.test(new URL(text).protocol) && new URL(text).host !== ''

/** Where a server's monitoring port is unless somebody chose another one. */
const monitorOf = (server: string): string => `http://${new URL(server).hostname}:${monitorPort}`

export interface ConfigSources {
  /** By the setting's name; what was not given is absent. */
  readonly flags: Readonly<Partial<Record<string, string>>>
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Throws a `FailureError` (`invalid`) that names the setting. */
export function readConfig({ flags, env }: ConfigSources): Config {
  const text = (name: keyof Config): string => {
    const setting = settings.find((one) => one.name === name)
    if (setting === undefined) throw new Error(`There is no setting ${name}.`)
    return flags[name] ?? env[setting.env] ?? setting.default
  }
  const wrong = (name: keyof Config, must: string): FailureError => {
    const setting = settings.find((one) => one.name === name)
    return new FailureError(
      failure('invalid', `${setting?.flag} (${setting?.env}) must be ${must}, not "${text(name)}".`),
    )
  }
  const integer = (name: keyof Config, min: number, max: number): number => {
    const value = Number(text(name))
    if (!/^\d+$/.test(text(name)) || value < min || value > max)
      throw wrong(name, `a whole number from ${min} to ${max}`)
    return value
  }
  const choice = <Choice extends string>(name: keyof Config, ...choices: readonly Choice[]): Choice => {
    const found = choices.find((one) => one === text(name))
    if (found === undefined) throw wrong(name, `one of ${choices.join(', ')}`)
    return found
  }
  const list = (name: keyof Config): readonly string[] =>
    text(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const proxies = list('trustedProxies')
  if (!proxies.every((part) => parseNetwork(part) !== null))
    throw wrong('trustedProxies', 'IP addresses or networks such as 10.0.0.0/8, separated by commas')
  if (!/^[A-Za-z0-9.:-]+$/.test(text('host'))) throw wrong('host', 'an address or a host name')
  const publicUrl = text('publicUrl')
  const origin = originOf(publicUrl)
  if (publicUrl !== '' && origin === null)
    throw wrong('publicUrl', 'an address such as https://chat.example.org, without a path')
  if (!namePattern.test(text('name'))) throw wrong('name', `one line of 1 to ${nameCharsMax} characters`)
  const nats = list('nats')
  if (!nats.every(isNatsServer)) throw wrong('nats', 'addresses such as nats://host:4222, separated by commas')
  const natsMonitors = list('natsMonitors')
  if (!natsMonitors.every((monitor) => originOf(monitor) !== null))
    throw wrong('natsMonitors', 'addresses such as http://host:8222, separated by commas')
  if (!clusterPattern.test(text('cluster'))) throw wrong('cluster', '1 to 32 letters, digits, "-" and "_"')
  if (!/^$|^[A-Za-z0-9-]{1,40}$/.test(text('node'))) throw wrong('node', '1 to 40 letters, digits and "-"')
  const unsafeSync = choice('unsafeSync', 'true', 'false') === 'true'
  if (nats.length === 0 && natsMonitors.length > 0)
    throw wrong('natsMonitors', 'left out where there is no --nats (PARLEY_NATS)')
  if (nats.length === 0 && unsafeSync) throw wrong('unsafeSync', 'false where there is no --nats (PARLEY_NATS)')
  return {
    port: integer('port', 0, 65_535),
    host: text('host'),
    data: text('data') || defaultData(env),
    name: text('name').trim(),
    registration: choice('registration', 'open', 'invite', 'closed'),
    publicUrl: origin,
    trustedProxies: proxies,
    framesPerSecond: integer('framesPerSecond', 0, 1_000_000),
    loginTries: integer('loginTries', 0, 1_000_000),
    registrationsPerHour: integer('registrationsPerHour', 0, 1_000_000),
    stopMs: integer('stopMs', 0, 600_000),
    log: choice('log', 'info', 'warn', 'error', 'off'),
    signingKey: text('signingKey') || null,
    nats,
    natsMonitors:
      natsMonitors.length > 0 ? natsMonitors.map((monitor) => originOf(monitor) ?? monitor) : nats.map(monitorOf),
    cluster: text('cluster'),
    node: text('node') || null,
    replicas: integer('replicas', 1, 5),
    logBytes: integer('logBytes', bytesMin, bytesMax),
    recordBytes: integer('recordBytes', bytesMin, bytesMax),
    unsafeSync,
  }
}

function defaultData(env: ConfigSources['env']): string {
  const { XDG_DATA_HOME, HOME } = env
  if (XDG_DATA_HOME !== undefined && XDG_DATA_HOME !== '') return `${XDG_DATA_HOME}/parley`
  if (HOME !== undefined && HOME !== '') return `${HOME}/.local/share/parley`
  throw new FailureError(failure('invalid', '--data (PARLEY_DATA) must name a folder, since there is no home folder.'))
}

/** `null` for what is no plain address of a server. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { origin, protocol, href } = new URL(text)
  return /^https?:$/.test(protocol) && href === `${origin}/` ? origin : null
}
