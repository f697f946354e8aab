import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { type Running, serve } from '../main.ts'

const script = 'console.log("hello")\n'.repeat(200)
const page = '<!doctype html><title>Parley</title>'
let folder: string
let running: Running
let built = 0
let isBroken = true

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-web-'))
  const web = join(folder, 'web')
  mkdirSync(join(web, 'assets'), { recursive: true })
  await Bun.write(join(web, 'index.html'), page)
  await Bun.write(join(web, 'secret.txt'), 'not in the list')
  const main = join(web, 'assets/main-1a2b.js')
  await Bun.write(main, script)
  await Bun.write(`${main}.zstd`, Bun.zstdCompressSync(script))
  await Bun.write(`${main}.gzip`, Bun.gzipSync(script))
  await Bun.write(
    join(web, 'files.json'),
    JSON.stringify({
      files: [
        { path: '/index.html', type: 'text/html; charset=utf-8', tag: 'p1', keep: 'never', encodings: [] },
        {
          path: '/assets/main-1a2b.js',
          type: 'text/javascript; charset=utf-8',
          tag: 's1',
          keep: 'forever',
          encodings: ['zstd', 'gzip'],
        },
        { path: '/gone.css', type: 'text/css; charset=utf-8', tag: 'g1', keep: 'checked', encodings: [] },
      ],
    }),
  )
  const config = readConfig({ flags: { port: '0', data: join(folder, 'data'), log: 'off' }, env: {} })
  running = await serve(config, async () => {
    built += 1
    if (isBroken) throw new Error('The build broke.')
    return web
  })
})
afterAll(async () => {
  await running.stop()
  rmSync(folder, { recursive: true })
})

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> =>
  fetch(`${running.url}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } })

test('[SERVE8] a build that fails is said, and tried again by the next who asks; the rest of the server works', async () => {
  expect(built).toBe(0)
  const failed = await ask('/')
  expect([failed.status, await failed.text()]).toEqual([
    503,
    'The web client cannot be shown. The server’s journal says why.\n',
  ])
  expect((await ask('/healthz')).status).toBe(200)
  isBroken = false
  expect((await ask('/')).status).toBe(200)
  await ask('/chat/x')
  expect(built).toBe(2)
})

test.each([
  '/',
  '/chat/01hvann0000000000000000000',
  '/chat/01hvann0000000000000000000/12',
  '/settings/keys',
  '/invite/ab-c_1',
  '/nothing',
  '/apiary',
  '/ws/',
  '/.well-known/',
])('[SERVE9] the address %s opens the client, and is not kept', async (path) => {
  const response = await ask(path)
  expect([response.status, await response.text()]).toEqual([200, page])
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test.each([
  '/nothing.js',
  '/assets/main-old.js',
  '/secret.txt',
  '/files.json',
  '/assets/main-1a2b.js.gzip',
  '/favicon.ico',
])('[SERVE9] the file %s is not there', async (path) => {
  const response = await ask(path)
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8'])
  expect(await response.text()).not.toContain('secret')
})

test('[SERVE9] no address leaves the list of files', async () => {
  for (const path of [
    '/%2e%2e/data/log.sqlite',
    '/..%2fdata%2flog.sqlite',
    '/assets/..%5c..%5cfiles.json',
    '//files.json',
  ])
    expect((await ask(path)).status).toBe(404)
})

test('[SERVE9] what is the interface stays the interface', async () => {
  for (const path of ['/api', '/api/', '/api/nothing', '/api/nothing.js']) {
    const response = await ask(path)
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'notFound' }])
  }
  expect((await ask('/ws')).status).toBe(426)
  expect((await ask('/readyz')).status).toBe(200)
})

test.each([
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'gzip'],
  ['br', null],
  ['', null],
])('[SERVE7] who takes "%s" gets %p, with a tag and a length of its own', async (accept, encoding) => {
  const response = await ask('/assets/main-1a2b.js', { 'accept-encoding': accept })
  expect(response.headers.get('content-encoding')).toBe(encoding)
  expect(response.headers.get('vary')).toBe('accept-encoding')
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('etag')).toBe(encoding === null ? '"s1"' : `"s1-${encoding}"`)
  expect(await response.text()).toBe(script)
})

test('[SERVE7] HEAD says what GET would, without the content', async () => {
  const head = await ask('/assets/main-1a2b.js', {}, 'HEAD')
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(script.length), ''])
  expect((await ask('/nothing.js', {}, 'HEAD')).status).toBe(404)
})

test('[SERVE10] who has the content already gets none', async () => {
  for (const known of ['"s1-zstd"', 'W/"s1-zstd"', '"x", "s1-zstd"', '*']) {
    const response = await ask('/assets/main-1a2b.js', { 'accept-encoding': 'zstd', 'if-none-match': known })
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"s1-zstd"', ''])
    expect(response.headers.get('cache-control')).toContain('immutable')
  }
  const other = await ask('/assets/main-1a2b.js', { 'accept-encoding': 'gzip', 'if-none-match': '"s1-zstd"' })
  expect(other.status).toBe(200)
})

test('[SERVE11] files are only read', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await ask('/', {}, method)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  }
})

test('[SERVE12] every answer allows our own scripts, styles and server, and nothing else', async () => {
  const { host } = new URL(running.url)
  const answers = [
    await ask('/'),
    await ask('/assets/main-1a2b.js'),
    await ask('/nothing.js'),
    await ask('/', {}, 'PUT'),
  ]
  for (const { headers } of answers) {
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((rule) => {
        const [name = '', ...values] = rule.split(' ')
        return [name, values.join(' ')]
      }),
    )
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'connect-src': `'self' ws://${host} wss://${host}`,
      'manifest-src': "'self'",
      'worker-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'parley',
    })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('[SERVE12] what somebody writes into the host adds nothing to the policy', async () => {
  for (const host of ['x; script-src *', 'x y', "evil.example'"]) {
    const { headers } = await ask('/', { host })
    expect(headers.get('content-security-policy')).toContain("connect-src 'self';")
  }
})

test('[SERVE8] a file that cannot be read is a sentence', async () => {
  expect((await ask('/gone.css')).status).toBe(503)
})
