import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { buildWeb, webFolder } from './build.ts'

const many = 'words that repeat '.repeat(50)
const sources: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
    <html><head>
      <meta name="parley-worker" content="" />
      <script src="./theme.ts"></script>
      <script type="module" src="./main.tsx"></script>
    </head><body></body></html>`,
  'main.tsx': `import './styles/main.css'
    import { shared } from './shared.ts'
    console.log(shared, process.env.NODE_ENV)
    void import('./later.ts').then(({ later }) => console.log(later))`,
  'worker.ts': `import { shared } from './shared.ts'
    addEventListener('connect', () => console.log('worker', shared))`,
  'shared.ts': `export const shared = '${many}'.length > 3 ? '${many}' : Math.random()`,
  'later.ts': `export const later = 'later ${many}'`,
  'theme.ts': `const theme = 'dark'; document.documentElement.dataset.theme = theme`,
  'serviceWorker.ts': `declare const SHELL: readonly { path: string }[]; console.log(SHELL)`,
  'styles/main.css': `@import './part.css'; .main { inset-inline-start: 1px; color: light-dark(red, blue) }`,
  'styles/part.css': `.part { border-start-start-radius: 2px }`,
  'public/robots.txt': 'User-agent: *\n',
  'public/icons/icon.svg': `<svg xmlns="http://www.w3.org/2000/svg">${' '.repeat(500)}</svg>`,
  'public/icons/192.png': 'a picture',
}

let place: string
let folder: string
let files: ReadonlyMap<string, { readonly keep: string; readonly encodings: readonly string[]; readonly tag: string }>
const read = (path: string): Promise<string> => Bun.file(folder + path).text()
const named = (pattern: RegExp): string => [...files.keys()].find((path) => pattern.test(path)) ?? 'nothing'

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'parley-build-'))
  folder = join(place, 'built')
  mkdirSync(folder)
  for (const [path, text] of Object.entries(sources)) await Bun.write(join(place, 'source', path), text)
  await buildWeb(folder, join(place, 'source'))
  const list = await Bun.file(join(folder, 'files.json')).json()
  files = new Map(list.files.map((file: { readonly path: string }) => [file.path, file]))
})
afterAll(() => rmSync(place, { recursive: true }))

test('[SERVE13] the page names its scripts, its style sheet and its worker', async () => {
  const page = await read('/index.html')
  const order = [...page.matchAll(/<(?:script|link|meta)[^>]*>/g)].map(([tag]) =>
    tag.replace(/-[a-z0-9]{8}\./, '-HASH.'),
  )
  expect(order).toEqual([
    '<meta name="parley-worker" content="/assets/worker-HASH.js" />',
    '<script src="/assets/theme-HASH.js">',
    '<link rel="stylesheet" href="/assets/main-HASH.css">',
    '<script type="module" src="/assets/main-HASH.js">',
  ])
  for (const [, address = ''] of page.matchAll(/(?:src|href|content)="([^"]+)"/g))
    expect([...files.keys()]).toContain(address)
  expect(page).not.toMatch(/<script[^>]*>[^<]|<style|style=|\son\w+=/)
})

test('[SERVE13] scripts are in production form, and styles as they were written', async () => {
  const main = await read((/src="(\/assets\/main-[^"]+)"/.exec(await read('/index.html')) ?? [])[1] ?? '')
  expect(main).toContain('"production"')
  expect(main).not.toContain('process.env')
  const styles = await read(named(/\.css$/))
  for (const written of ['.part{border-start-start-radius:2px}', 'inset-inline-start:1px', 'light-dark(red'])
    expect(styles).toContain(written)
  // A classic script: nothing of it may be seen by others.
  expect(await read(named(/theme/))).toMatch(/^\(/)
})

test('[SERVE14] every file is listed with how long it is good: for ever only where its name changes with it', async () => {
  const there = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !/\.(zstd|br|gzip)$|^files\.json$/.test(one.name))
    .map((one) => join(one.parentPath, one.name).slice(folder.length))
  expect([...files.keys()].sort()).toEqual(there.sort())
  for (const [path, { keep }] of files)
    expect([path, keep]).toEqual([
      path,
      path === '/index.html' ? 'never' : /-[a-z0-9]{8}\./.test(path) ? 'forever' : 'checked',
    ])
  expect([...files.keys()]).toContain('/emoji/en/data.json')
  expect([...files.keys()]).toContain('/emoji/en/messages.json')
})

test('[SERVE14] what gets smaller lies compressed beside itself, the best first', async () => {
  const later = named(/later/)
  expect(files.get(later)?.encodings).toEqual(['zstd', 'br', 'gzip'])
  expect(files.get('/icons/192.png')?.encodings).toEqual([])
  expect(files.get('/robots.txt')?.encodings).toEqual([])
  const at = (encoding: string): Promise<Uint8Array<ArrayBuffer>> => Bun.file(`${folder}${later}.${encoding}`).bytes()
  const text = new TextDecoder()
  const whole = await read(later)
  expect(text.decode(Bun.zstdDecompressSync(await at('zstd')))).toBe(whole)
  expect(text.decode(brotliDecompressSync(await at('br')))).toBe(whole)
  expect(text.decode(Bun.gunzipSync(await at('gzip')))).toBe(whole)
})

test('[SERVE14] the service worker knows the shell, by its tags', async () => {
  const worker = await read('/serviceWorker.js')
  const known = [...worker.matchAll(/path:"([^"]+)",tag:"([^"]+)"/g)].map(([, path = '', tag = '']) => [path, tag])
  // Emoji are kept once they are wanted.
  expect(worker).toMatch(/path:"\/emoji\/en\/data.json",tag:"[^"]+",isLate:/)
  expect(worker.match(/isLate:/g)).toHaveLength(2)
  const shell = [...files].filter(([path]) => !/^\/(robots|serviceWorker)/.test(path))
  expect(known).toEqual(shell.map(([path, { tag }]) => [path === '/index.html' ? '/' : path, tag]))
})

test('[SERVE14] the same sources give the same files', async () => {
  const again = join(place, 'again')
  mkdirSync(again)
  await buildWeb(again, join(place, 'source'))
  expect(await Bun.file(join(again, 'files.json')).text()).toBe(await read('/files.json'))
})

test('[SERVE15] a build is made once, also by several processes at once, and again when a source has changed', async () => {
  const at = { source: join(place, 'source'), builds: join(place, 'builds'), others: [] }
  let count = 0
  const wanted = (): Promise<string> => webFolder(() => void (count += 1), at)
  const found = await Promise.all([wanted(), wanted()])
  expect(new Set(found).size).toBe(1)
  expect(await wanted()).toBe(found[0] ?? '')
  expect(count).toBe(2)
  expect(readdirSync(at.builds)).toEqual([(found[0] ?? '').slice(at.builds.length + 1)])
  await Bun.write(join(at.source, 'later.ts'), `export const later = 'much later'`)
  const next = await wanted()
  expect(next).not.toBe(found[0] ?? '')
  expect(await Bun.file(join(found[0] ?? '', 'files.json')).exists()).toBe(true)
}, 60_000)

test('[SERVE15] what cannot be built is said in the words of the bundler, and leaves nothing behind', async () => {
  const at = { source: join(place, 'broken'), builds: join(place, 'none'), others: [] }
  for (const [path, text] of Object.entries(sources)) await Bun.write(join(at.source, path), text)
  await Bun.write(join(at.source, 'shared.ts'), 'export const shared = "')
  const why = await webFolder(() => undefined, at).catch(String)
  expect(why).toContain('The web client cannot be built.')
  expect(why).toContain('shared.ts')
  expect(readdirSync(at.builds)).toEqual([])
})
