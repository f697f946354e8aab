/**
 * Builds the web client into a folder that the server can serve as it is: bundles with their hash in the name, one style sheet,
 * the page that names them, the service worker that knows them all, emoji data, and `files.json`, the list by which
 * `server/http/webFiles.ts` serves. Whatever gets smaller lies compressed beside itself, so that nobody waits for it later.
 *
 *     sources ─ bundle ─▶ assets/NAME-HASH.js, .css ─▶ index.html ─▶ serviceWorker.js ─▶ compress ─▶ files.json
 *
 * A build has a folder of its own, named after the sources it was made of: who serves an older one is not disturbed, and of two
 * processes that build the same at once the second one throws its own away.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { cp, mkdtemp, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { BunPlugin } from 'bun'
import { pureSchemas } from './pureSchemas.ts'

const root = join(import.meta.dir, '..')

interface Place {
  /** The folder of the client's sources. */
  readonly source: string
  /** Where each build has its folder. */
  readonly builds: string
  /** Other folders whose files go into a build. */
  readonly others: readonly string[]
}
const here: Place = { source: import.meta.dir, builds: join(root, 'dist/web'), others: [join(root, 'protocol')] }
/** The present one and the last before it; more only of the last hour. */
const buildsMax = 4

/**
 * The folder of the built client, made if the sources are newer. It is built by another process: a bundler takes memory that
 * a server would never give back.
 */
export async function webFolder(onBuild: () => void = () => undefined, place: Place = here): Promise<string> {
  // In the one file that `cli/build.ts` makes, it is a folder inside.
  if (Bun.isStandaloneExecutable) return join(import.meta.dir, 'web')
  const folder = join(place.builds, stampOf(sourcesOf(place)))
  if (isThere(join(folder, 'files.json'))) return folder
  onBuild()
  const child = Bun.spawn([process.execPath, import.meta.path, place.source, place.builds, ...place.others], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [said, why] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  if ((await child.exited) !== 0) throw new Error(`The web client cannot be built. ${why.trim()}`)
  return said.trim()
}

/** Builds what the sources say now, whether or not it is there, and answers its folder. */
async function build(place: Place): Promise<string> {
  const { source, builds } = place
  const stamp = stampOf(sourcesOf(place))
  mkdirSync(builds, { recursive: true })
  const unfinished = await mkdtemp(join(builds, '.unfinished-'))
  const folder = join(builds, stamp)
  try {
    await buildWeb(unfinished, source)
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Another process was first with the same sources.
    if (!isThere(join(folder, 'files.json'))) throw error
  }
  removeOld(builds, folder)
  return folder
}

/** Builds the client whose sources are in the folder `source` into the empty folder `folder`. */
export async function buildWeb(folder: string, source: string = import.meta.dir): Promise<void> {
  // One after the other, so that nothing is written any more once one has failed. The host, which checks everything and draws
  // nothing, is a bundle of its own: what a page and the host share would else stand in both as whole files.
  const host = await bundle({ entrypoints: [join(source, 'worker.ts')], outdir: folder, plugins: [pureSchemas] })
  const worker = entryOf(host, 'worker')
  const scripts = await bundle({
    entrypoints: [join(source, 'main.tsx')],
    outdir: folder,
    splitting: true,
    metafile: true,
    plugins: [withoutStyles, pureSchemas, oneStoreHook, builtElsewhere(/[\\/]worker\.ts$/, worker)],
  })
  // It blocks the first paint, so it is small and stands alone.
  const theme = await bundle({ entrypoints: [join(source, 'theme.ts')], outdir: folder, format: 'iife' })
  // For a browser Bun would write `inset-inline-start` as `left` for some languages, which is wrong for a page that turns its
  // direction by `dir`. For itself it leaves them as they are, as every browser that we support reads them.
  const styles = await bundle({ entrypoints: [join(source, 'styles/main.css')], outdir: folder, target: 'bun' })
  await copyPublic(source, folder)
  const made = {
    main: entryOf(scripts, 'main'),
    worker,
    theme: entryOf(theme, 'theme'),
    styles: entryOf(styles, 'main'),
    open: [...new Set(['open', 'openSession'].flatMap((name) => withImports(scripts, name)))],
  }
  await writePage(folder, source, made)
  await writeServiceWorker(folder, source)
  await writeList(folder)
}

interface Made {
  readonly main: string
  readonly worker: string
  readonly theme: string
  readonly styles: string
  /** What is loaded for somebody who is logged in, besides `main`. */
  readonly open: readonly string[]
}

const bundle = (config: Partial<Bun.BuildConfig> & { readonly entrypoints: string[] }): Promise<Bun.BuildOutput> =>
  Bun.build({
    target: 'browser',
    format: 'esm',
    minify: true,
    env: 'disable',
    define: { 'process.env.NODE_ENV': '"production"' },
    publicPath: '/',
    naming: {
      entry: 'assets/[name]-[hash].[ext]',
      chunk: 'assets/[name]-[hash].[ext]',
      asset: 'assets/[name]-[hash].[ext]',
    },
    ...config,
  })

/** The style sheet is made once, for the whole page: scripts that import one get nothing. */
const withoutStyles: BunPlugin = {
  name: 'without styles',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, () => ({ contents: '', loader: 'js' }))
  },
}

/** A package that the router uses brings React's own hook again, for versions of React that lack it. */
const oneStoreHook: BunPlugin = {
  name: 'one store hook',
  setup(build) {
    build.onResolve({ filter: /^use-sync-external-store\/shim/ }, () => ({
      path: Bun.resolveSync('react', import.meta.dir),
    }))
  },
}

/** What imports this file loads what was made of it before. */
const builtElsewhere = (filter: RegExp, path: string): BunPlugin => ({
  name: 'built elsewhere',
  setup(build) {
    build.onResolve({ filter }, () => ({ path, external: true }))
  },
})

/** The address of what was made of an entry. */
function entryOf({ outputs }: Bun.BuildOutput, name: string): string {
  const found = outputs.find(
    ({ path, kind }) =>
      (kind === 'entry-point' || path.endsWith('.css')) && new RegExp(`[\\\\/]${name}-[^-\\\\/]+$`).test(path),
  )
  if (found === undefined) throw new Error(`The bundle of ${name} was not made.`)
  return `/assets/${found.path.split(/[\\/]/).at(-1) ?? ''}`
}

/** The addresses of a chunk and of what it imports before it runs; none where everything is in one file. */
function withImports({ metafile }: Bun.BuildOutput, name: string): readonly string[] {
  const outputs = Object.entries(metafile?.outputs ?? {})
  const [path, chunk] = outputs.find(([one]) => new RegExp(`/${name}-[^-/]+$`).test(one)) ?? []
  if (path === undefined || chunk === undefined) return []
  const imported = chunk.imports.flatMap(({ path: one, kind }) => (kind === 'dynamic-import' ? [] : [one]))
  return [path, ...imported].map((one) => `/assets/${one.split('/').at(-1) ?? ''}`)
}

async function writePage(folder: string, source: string, made: Made): Promise<void> {
  const page = new HTMLRewriter()
    .on('script[type=module]', {
      element(script) {
        script.before(`<link rel="stylesheet" href="${made.styles}">`, { html: true })
        script.setAttribute('src', made.main)
      },
    })
    .on('script:not([type])', {
      element(script) {
        script.setAttribute('src', made.theme)
        if (made.open.length > 0) script.setAttribute('data-open', made.open.join(' '))
      },
    })
    .on('meta[name=parley-worker]', { element: (meta) => void meta.setAttribute('content', made.worker) })
    .transform(await Bun.file(join(source, 'index.html')).text())
  await Bun.write(join(folder, 'index.html'), page.replace(/\n\s*/g, '\n'))
}

/** What the page needs without a network; emoji only once they were wanted. */
async function writeServiceWorker(folder: string, source: string): Promise<void> {
  const shell: { readonly path: string; readonly tag: string; readonly isLate?: true }[] = []
  for (const path of await pathsIn(folder)) {
    const tag = tagOf(await Bun.file(folder + path).bytes())
    if (path.startsWith('/emoji/')) shell.push({ path, tag, isLate: true })
    else if (path !== '/robots.txt') shell.push({ path: path === '/index.html' ? '/' : path, tag })
  }
  const { outputs } = await bundle({
    entrypoints: [join(source, 'serviceWorker.ts')],
    format: 'iife',
    define: { SHELL: JSON.stringify(shell) },
  })
  await Bun.write(join(folder, 'serviceWorker.js'), outputs[0] ?? '')
}

async function copyPublic(source: string, folder: string): Promise<void> {
  await cp(join(source, 'public'), folder, { recursive: true })
  // Where frimousse looks for them: `emojibaseUrl` is `/emoji`.
  for (const name of ['data.json', 'messages.json'])
    await Bun.write(
      join(folder, 'emoji/en', name),
      Bun.file(Bun.fileURLToPath(import.meta.resolve(`emojibase-data/en/${name}`))),
    )
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

async function writeList(folder: string): Promise<void> {
  const files = await Promise.all(
    (await pathsIn(folder)).map(async (path) => {
      const content = await Bun.file(folder + path).bytes()
      const type = types[extname(path)]
      if (type === undefined) throw new Error(`${path} is of no type that the client has.`)
      return {
        path,
        type,
        tag: tagOf(content),
        keep: path.startsWith('/assets/') ? 'forever' : path === '/index.html' ? 'never' : 'checked',
        encodings: path.endsWith('.png') ? [] : await compress(folder + path, content),
      }
    }),
  )
  await Bun.write(join(folder, 'files.json'), JSON.stringify({ files }))
}

const brotli = promisify(brotliCompress)
const compressors = {
  zstd: (content: Uint8Array) => Bun.zstdCompress(content, { level: 19 }),
  br: (content: Uint8Array) => brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  gzip: (content: Uint8Array) => promisify(gzip)(content, { level: 9 }),
} as const

/** Writes the encodings in which this file is smaller, the best first. */
async function compress(path: string, content: Uint8Array): Promise<string[]> {
  const made = await Promise.all(
    (['zstd', 'br', 'gzip'] as const).map(async (encoding) => {
      const compressed = await compressors[encoding](content)
      if (compressed.length >= content.length) return []
      await Bun.write(`${path}.${encoding}`, compressed)
      return [encoding]
    }),
  )
  return made.flat()
}

const tagOf = (content: Uint8Array): string =>
  new Bun.CryptoHasher('sha256').update(content).digest('base64url').slice(0, 16)

/** Every file below, by its address. */
async function pathsIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((one) => one.isFile())
    .map((one) => `/${relative(folder, join(one.parentPath, one.name)).replaceAll(sep, '/')}`)
    .sort()
}

/** Everything that a build is made of. Tests are not. */
const sourcesOf = ({ source, others }: Place): string[] => [
  join(root, 'package.json'),
  join(root, 'bun.lock'),
  import.meta.path,
  ...[source, ...others].flatMap(filesBelow),
]

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    if (one.isDirectory()) return /^(node_modules|testing|e2e|\..*)$/.test(one.name) ? [] : filesBelow(path)
    return /\.test\.tsx?$/.test(one.name) ? [] : [path]
  })
}

/** Changes with the place, size and time of any source, and with the runtime. */
function stampOf(paths: readonly string[]): string {
  const hash = new Bun.CryptoHasher('sha256').update(Bun.version)
  for (const path of [...paths].sort()) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Who serves an older build may not have read all of it yet; what is unfinished for so long was killed. */
const oldMs = 3_600_000

/** Older builds, and what is left of builds that were killed. */
function removeOld(builds: string, present: string): void {
  const found = readdirSync(builds).flatMap((name) => {
    const path = join(builds, name)
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return at === undefined || path === present ? [] : [{ path, at, isUnfinished: name.startsWith('.') }]
  })
  const finished = found.filter(({ isUnfinished }) => !isUnfinished).sort((one, other) => other.at - one.at)
  const unfinished = found.filter(({ isUnfinished }) => isUnfinished)
  for (const { path, at } of [...finished.slice(buildsMax - 1), ...unfinished])
    if (at < Date.now() - oldMs) rmSync(path, { recursive: true, force: true })
}

if (import.meta.main) {
  const [, , source, builds, ...others] = process.argv
  console.log(await build(source === undefined || builds === undefined ? here : { source, builds, others }))
}
