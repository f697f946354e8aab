import { expect, test } from 'bun:test'
import { createShellCache, type ShellFile } from './shellCache.ts'

const origin = 'https://chat.example.org'

/** Caches as a browser has them, in memory and in order. */
function memoryCaches() {
  const caches = new Map<string, Map<string, Response>>()
  return {
    keys: () => Promise.resolve([...caches.keys()]),
    delete: (name: string) => Promise.resolve(caches.delete(name)),
    open(name: string) {
      const kept = caches.get(name) ?? new Map<string, Response>()
      caches.set(name, kept)
      return Promise.resolve({
        match: (path: string) => Promise.resolve(kept.get(path)?.clone()),
        put: (path: string, response: Response) => Promise.resolve(void kept.set(path, response)),
      })
    },
  }
}

/** A server that has exactly one build. */
function serverOf(files: Readonly<Record<string, string>>) {
  const asked: string[] = []
  let isThere = true
  return {
    asked,
    leave: () => (isThere = false),
    fetch(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      if (!isThere) return Promise.reject(new TypeError('no network'))
      const tag = files[pathname]
      const headers = { etag: `"${tag}-br"` }
      return Promise.resolve(
        tag === undefined ? new Response('', { status: 404 }) : new Response(`${pathname} ${tag}`, { headers }),
      )
    },
  }
}

const listOf = (files: Readonly<Record<string, string>>): ShellFile[] =>
  Object.entries(files).map(([path, tag]) => ({ path, tag, ...(path.startsWith('/emoji/') ? { isLate: true } : {}) }))
const first = { '/': 'p1', '/assets/main-a.js': 'a1', '/assets/chat-a.js': 'c1', '/icons/icon.svg': 'i1' }
const second = { '/': 'p2', '/assets/main-b.js': 'b1', '/icons/icon.svg': 'i1' }
const third = { '/': 'p3', '/assets/main-c.js': 'c2', '/icons/icon.svg': 'i1' }

type Caches = ReturnType<typeof memoryCaches>
/** The cache's types are a browser's; what is used of them is there. */
function shellOf(files: Readonly<Record<string, string>>, server: ReturnType<typeof serverOf>, caches: Caches) {
  const used: unknown = caches
  if (!isCaches(used)) throw new Error('These are no caches.')
  return createShellCache({ files: listOf(files), caches: used, fetch: server.fetch, origin })
}
const isCaches = (value: unknown): value is CacheStorage => typeof value === 'object'

const get = (path: string, mode: 'navigate' | 'cors' = 'cors') => ({ method: 'GET', mode, url: origin + path })
async function textOf(answer: Promise<Response> | null): Promise<string | null> {
  return answer === null ? null : (await answer).text()
}

test('[SERVE16] without a network every address of the client opens, and its files are there', async () => {
  const server = serverOf(first)
  const shell = shellOf(first, server, memoryCaches())
  await shell.install()
  await shell.activate()
  server.leave()
  for (const path of ['/', '/chat/x', '/settings/keys?from=menu', '/invite/abc'])
    expect(await textOf(shell.answer(get(path, 'navigate')))).toBe('/ p1')
  expect(await textOf(shell.answer(get('/assets/chat-a.js')))).toBe('/assets/chat-a.js c1')
})

test('[SERVE16] the interface, other origins, other methods and other files are left to the network', () => {
  const shell = shellOf(first, serverOf(first), memoryCaches())
  for (const path of ['/api/me', '/api', '/ws', '/healthz', '/readyz', '/robots.txt', '/serviceWorker.js'])
    expect(shell.answer(get(path))).toBeNull()
  expect(shell.answer(get('/api/openapi.json', 'navigate'))).toBeNull()
  expect(shell.answer(get('/icons/icon.svg', 'navigate'))).toBeNull()
  expect(shell.answer({ ...get('/'), method: 'POST' })).toBeNull()
  expect(shell.answer({ ...get('/'), url: 'https://elsewhere.example/' })).toBeNull()
})

test('[SERVE17] a build is kept whole or not at all', async () => {
  const { '/assets/chat-a.js': _, ...missing } = first
  for (const broken of [missing, { ...first, '/': 'p2' }]) {
    const caches = memoryCaches()
    const why = await shellOf(first, serverOf(broken), caches).install().catch(String)
    expect(why).toContain('is not the one of this build')
    const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).match('/')))
    expect(kept.filter((page) => page !== undefined)).toEqual([])
  }
})

test('[SERVE17] the next build asks only for what changed, and a tab of the one before still finds its files', async () => {
  const caches = memoryCaches()
  await shellOf(first, serverOf(first), caches).install()
  const server = serverOf(second)
  const shell = shellOf(second, server, caches)
  await shell.install()
  expect(server.asked.sort()).toEqual(['/', '/assets/main-b.js'])
  await shell.activate()
  server.leave()
  expect(await textOf(shell.answer(get('/', 'navigate')))).toBe('/ p2')
  expect(await textOf(shell.answer(get('/assets/chat-a.js')))).toBe('/assets/chat-a.js c1')
})

test('[SERVE17] builds that are older than the one before are forgotten, and other caches are left alone', async () => {
  const caches = memoryCaches()
  await caches.open('of something else')
  for (const files of [first, second, third]) {
    const shell = shellOf(files, serverOf(files), caches)
    await shell.install()
    await shell.activate()
  }
  expect(await caches.keys()).toHaveLength(3)
  expect(await caches.keys()).toContain('of something else')
  const shell = shellOf(third, serverOf({}), caches)
  expect((await shell.answer(get('/assets/chat-a.js')))?.status).toBe(404)
  expect(await textOf(shell.answer(get('/assets/main-b.js')))).toBe('/assets/main-b.js b1')
})

test('[SERVE17] what is large is kept once it was wanted, and taken over by the next build where it is the same', async () => {
  const path = '/emoji/en/data.json'
  const caches = memoryCaches()
  const server = serverOf({ ...first, [path]: 'e1' })
  const shell = shellOf({ ...first, [path]: 'e1' }, server, caches)
  await shell.install()
  expect(server.asked).not.toContain(path)
  for (let times = 0; times < 2; times++) expect(await textOf(shell.answer(get(path)))).toBe(`${path} e1`)
  expect(server.asked.filter((asked) => asked === path)).toHaveLength(1)
  const next = serverOf({ ...second, [path]: 'e1' })
  const after = shellOf({ ...second, [path]: 'e1' }, next, caches)
  await after.install()
  next.leave()
  expect(await textOf(after.answer(get(path)))).toBe(`${path} e1`)
  const changed = shellOf({ ...third, [path]: 'e2' }, serverOf({ ...third, [path]: 'e2' }), caches)
  expect(await textOf(changed.answer(get(path)))).toBe(`${path} e2`)
})
