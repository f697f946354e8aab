/**
 * Makes one file of everything: `dist/parley`, the program with the runtime and the server in it. Byte code lets it start
 * in half the time. Names are kept: Elysia reads the source of its handlers, and breaks when they are renamed. Nothing is
 * loaded from the folder where it is run, where a `.env` or `bunfig.toml` may be somebody else's.
 *
 * The web client is in it as a folder, built and compressed. The terminal client is in it in React's production form. ink asks for React's developer tools, which are not installed, only
 * where `DEV` is set: an empty module stands for them.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from '@parley/web/build'
import type { BunPlugin } from 'bun'

const root = join(import.meta.dir, '..')
const outfile = process.argv[2] ?? join(root, 'dist/parley')

const withoutDevtools: BunPlugin = {
  name: 'without React developer tools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'empty' }))
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {}', loader: 'js' }))
  },
}

const folder = mkdtempSync(join(tmpdir(), 'parley-build-'))
// Its last name is the one under which it is found inside.
const web = join(folder, 'web')
mkdirSync(web)
await buildWeb(web)

const built = await Bun.build({
  entrypoints: [join(import.meta.dir, 'main.ts'), join(root, 'server/disk/worker.ts')],
  target: 'bun',
  format: 'esm',
  bytecode: true,
  splitting: true,
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  plugins: [withoutDevtools],
  minify: { whitespace: true, syntax: true, identifiers: false },
  // Flat, as one file: the worker is looked for beside the program.
  naming: { entry: '[name].[ext]' },
  compile: { outfile, autoloadDotenv: false, autoloadBunfig: false, assets: [web] },
})
rmSync(folder, { recursive: true })
for (const log of built.logs) console.error(log)
if (built.success) console.error(`Built ${outfile}`)
else process.exitCode = 1
