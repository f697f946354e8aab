/**
 * Makes one file of everything: `dist/parley`, the program with the runtime and the server in it. Byte code lets it start
 * in half the time. Names are kept: Elysia reads the source of its handlers, and breaks when they are renamed. Nothing is
 * loaded from the folder where it is run, where a `.env` or `bunfig.toml` may be somebody else's.
 */
import { join } from 'node:path'

const root = join(import.meta.dir, '..')
const outfile = process.argv[2] ?? join(root, 'dist/parley')

const built = await Bun.build({
  entrypoints: [join(import.meta.dir, 'main.ts'), join(root, 'server/disk/worker.ts')],
  target: 'bun',
  format: 'esm',
  bytecode: true,
  splitting: true,
  minify: { whitespace: true, syntax: true, identifiers: false },
  // Flat, as one file: the worker is looked for beside the program.
  naming: { entry: '[name].[ext]' },
  compile: { outfile, autoloadDotenv: false, autoloadBunfig: false },
})
for (const log of built.logs) console.error(log)
if (built.success) console.error(`Built ${outfile}`)
else process.exitCode = 1
