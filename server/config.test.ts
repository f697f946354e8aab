import { describe, expect, test } from 'bun:test'
import { type Failure, FailureError } from '@parley/protocol'
import { type Config, type ConfigSources, readConfig, settings } from './config.ts'

const home = { HOME: '/home/ann' }

function refusal(sources: ConfigSources): Failure {
  try {
    readConfig(sources)
  } catch (error) {
    if (error instanceof FailureError) return error.failure
    throw error
  }
  throw new Error('The configuration was accepted.')
}

/** For each setting what the flag says, what the environment says, and what each of them and the default become. */
interface Sample<Value> {
  readonly flag: string
  readonly env: string
  /** What else must be given for it to mean something. */
  readonly beside?: Readonly<Record<string, string>>
  readonly becomes: { readonly flag: Value; readonly env: Value; readonly default: Value }
}
const samples: { readonly [Name in keyof Config]: Sample<Config[Name]> } = {
  port: { flag: '1', env: '65535', becomes: { flag: 1, env: 65_535, default: 7_447 } },
  host: { flag: '0.0.0.0', env: '::1', becomes: { flag: '0.0.0.0', env: '::1', default: '127.0.0.1' } },
  data: { flag: '/a', env: '/b', becomes: { flag: '/a', env: '/b', default: '/home/ann/.local/share/parley' } },
  name: { flag: ' Rowing Club ', env: 'Haus 4', becomes: { flag: 'Rowing Club', env: 'Haus 4', default: 'Parley' } },
  registration: { flag: 'invite', env: 'closed', becomes: { flag: 'invite', env: 'closed', default: 'open' } },
  publicUrl: {
    flag: 'https://chat.example.org/',
    env: 'http://other.example.org:8080',
    becomes: { flag: 'https://chat.example.org', env: 'http://other.example.org:8080', default: null },
  },
  trustedProxies: {
    flag: '10.0.0.1, ::1',
    env: '10.0.0.2',
    becomes: { flag: ['10.0.0.1', '::1'], env: ['10.0.0.2'], default: [] },
  },
  framesPerSecond: { flag: '0', env: '7', becomes: { flag: 0, env: 7, default: 100 } },
  loginTries: { flag: '0', env: '7', becomes: { flag: 0, env: 7, default: 5 } },
  registrationsPerHour: { flag: '0', env: '7', becomes: { flag: 0, env: 7, default: 10 } },
  stopMs: { flag: '0', env: '600000', becomes: { flag: 0, env: 600_000, default: 8_000 } },
  log: { flag: 'off', env: 'error', becomes: { flag: 'off', env: 'error', default: 'info' } },
  signingKey: { flag: '/a', env: '/b', becomes: { flag: '/a', env: '/b', default: null } },
  nats: {
    flag: 'nats://a:4222, tls://b:4222',
    env: 'nats://user:secret@c:4222',
    becomes: { flag: ['nats://a:4222', 'tls://b:4222'], env: ['nats://user:secret@c:4222'], default: [] },
  },
  natsMonitors: {
    flag: 'http://a:1,http://b:2/',
    env: 'https://c:3',
    beside: { nats: 'nats://a:4222' },
    becomes: { flag: ['http://a:1', 'http://b:2'], env: ['https://c:3'], default: [] },
  },
  cluster: { flag: 'one', env: 'B_2', becomes: { flag: 'one', env: 'B_2', default: 'parley' } },
  node: { flag: 'a', env: 'b-1', becomes: { flag: 'a', env: 'b-1', default: null } },
  replicas: { flag: '1', env: '5', becomes: { flag: 1, env: 5, default: 3 } },
  logBytes: {
    flag: '16777216',
    env: '20000000',
    becomes: { flag: 16_777_216, env: 20_000_000, default: 10 * 2 ** 30 },
  },
  recordBytes: { flag: '16777216', env: '20000000', becomes: { flag: 16_777_216, env: 20_000_000, default: 2 ** 30 } },
  unsafeSync: {
    flag: 'true',
    env: 'true',
    beside: { nats: 'nats://a:4222' },
    becomes: { flag: true, env: true, default: false },
  },
}

describe.each([...settings])('$flag', ({ name, flag, env: variable }) => {
  const { flag: given, env: inherited, becomes, beside = {} } = samples[name]

  test('[CONFIG1] flag wins over environment, environment over default', () => {
    const env = { ...home, [variable]: inherited }
    expect(readConfig({ flags: { [name]: given, ...beside }, env })[name]).toEqual(becomes.flag)
    expect(readConfig({ flags: beside, env })[name]).toEqual(becomes.env)
    expect(readConfig({ flags: {}, env: home })[name]).toEqual(becomes.default)
  })

  test('[CONFIG1] its flag and variable are written as the others are', () => {
    const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    expect(flag).toBe(`--${words}`)
    expect(variable).toBe(`PARLEY_${words.replaceAll('-', '_').toUpperCase()}`)
  })
})

test('[CONFIG1] every setting is read, once', () => {
  const names = settings.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(names)
  expect(Object.keys(readConfig({ flags: {}, env: home })).sort()).toEqual(names.toSorted())
})

test('[CONFIG1] the data folder is the XDG one, then that of the home folder', () => {
  expect(readConfig({ flags: {}, env: { ...home, XDG_DATA_HOME: '/xdg' } }).data).toBe('/xdg/parley')
  expect(readConfig({ flags: {}, env: { ...home, XDG_DATA_HOME: '' } }).data).toBe('/home/ann/.local/share/parley')
})

const bad: readonly (readonly [keyof Config, readonly string[]])[] = [
  ['port', ['', '-1', '65536', '1.5', '0x10', '1e3', ' 80', 'http', 'NaN', 'Infinity', '٣', '99999999999999999999']],
  ['host', ['', 'two words', 'http://host', 'host/path', 'a,b', 'host\n']],
  ['name', ['', '   ', 'two\nlines', 'x'.repeat(41), 'bell\u0007', 'turned\u202e', '\u200b']],
  ['registration', ['', 'Open', 'nobody', 'open ']],
  ['publicUrl', ['chat.example.org', 'ftp://chat.example.org', 'https://', 'https://a/path', 'https://a b', 'x']],
  [
    'trustedProxies',
    [
      'localhost',
      '10.0.0',
      '10.0.0.1;10.0.0.2',
      '10.0.0.0/33',
      '0.0.0.0/0',
      '10.0.0.0/8/8',
      '10.0.0.1,nobody',
      '256.1.1.1',
    ],
  ],
  ['framesPerSecond', ['', '-1', '1000001', '0.5', 'many']],
  ['loginTries', ['', '-1', '1000001', '0.5', 'many']],
  ['registrationsPerHour', ['', '-1', '1000001', '0.5', 'many']],
  ['stopMs', ['', '-1', '600001', '0.5', '8s']],
  ['log', ['', 'INFO', 'debug', 'none']],
  ['nats', ['host:4222', 'http://host:4222', 'nats://', 'nats://a:4222;nats://b:4222', 'nats://a:99999']],
  ['natsMonitors', ['host:8222', 'nats://host:8222', 'http://host:8222/varz', 'http://host:8222']],
  ['cluster', ['', 'two words', 'a.b', '*', '>', 'x'.repeat(33)]],
  ['node', ['two words', 'a.b', 'a_b', 'x'.repeat(41)]],
  ['replicas', ['', '0', '6', '2.5']],
  ['logBytes', ['', '0', '10GiB', '16777215']],
  ['recordBytes', ['', '0', '10GiB', '16777215']],
  ['unsafeSync', ['', 'yes', 'TRUE', 'true']],
]

describe.each(bad.flatMap(([name, values]) => values.map((value) => ({ name, value }))))(
  '$name "$value"',
  ({ name, value }) => {
    const setting = settings.find((one) => one.name === name)
    const flag = setting?.flag ?? ''
    const variable = setting?.env ?? ''

    test('[CONFIG2] is refused by the name of its flag and variable', () => {
      for (const sources of [
        { flags: { [name]: value }, env: home },
        { flags: {}, env: { ...home, [variable]: value } },
      ]) {
        const { code, message } = refusal(sources)
        expect(code).toBe('invalid')
        expect(message).toStartWith(`${flag} (${variable}) must be `)
        expect(message).toContain(`"${value}"`)
      }
    })
  },
)

test('[CONFIG2] without a home folder --data must be given', () => {
  const { code, message } = refusal({ flags: {}, env: {} })
  expect(code).toBe('invalid')
  expect(message).toContain('--data')
  expect(readConfig({ flags: { data: '/a' }, env: {} }).data).toBe('/a')
})

test('[CONFIG1] the monitoring ports are looked for beside the NATS servers', () => {
  const nats = 'nats://user:secret@a:4222,nats://[::1]:4333'
  expect(readConfig({ flags: { nats }, env: home }).natsMonitors).toEqual(['http://a:8222', 'http://[::1]:8222'])
})

test('[CONFIG2] a bad flag is refused although the environment is good, and a bad variable is hidden by a good flag', () => {
  expect(refusal({ flags: { port: 'x' }, env: { ...home, PARLEY_PORT: '80' } }).message).toContain('--port')
  expect(readConfig({ flags: { port: '80' }, env: { ...home, PARLEY_PORT: 'x' } }).port).toBe(80)
})

// Today a TypeError "Invalid URL" without the flag's name comes out; `failing` goes when it is mended.
test('[CONFIG2] a public address that no URL parser takes is refused, not thrown', () => {
  for (const publicUrl of ['https://a:99999', 'https://%', 'https://[', 'https://a:b'])
    expect(refusal({ flags: { publicUrl }, env: home })).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('--public-url'),
    })
})
