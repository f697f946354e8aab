import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Gallery {
  /** `root`: the attributes of `<html>`. */
  address(root: string, query?: string): string
  close(): Promise<void>
}

/** Builds the gallery and serves it under the policy of the real page. */
export async function openGallery(): Promise<Gallery> {
  const folder = join(tmpdir(), `parley-gallery-${Bun.randomUUIDv7()}`)
  const common = { outdir: folder, minify: true, naming: '[name].[ext]', env: 'disable' } as const
  await Promise.all([
    Bun.build({
      ...common,
      entrypoints: [join(import.meta.dir, 'gallery.tsx')],
      target: 'browser',
      define: { 'process.env.NODE_ENV': '"production"' },
    }),
    // As the real build does: for a browser Bun would write logical properties as physical ones.
    Bun.build({ ...common, entrypoints: [join(import.meta.dir, 'gallery.css')], target: 'bun' }),
  ])
  const server = Bun.serve({
    port: 0,
    fetch(request) {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname !== '/') return new Response(Bun.file(join(folder, pathname.slice(1))))
      return new Response(page(searchParams.get('root') ?? ''), {
        headers: { 'content-type': 'text/html', 'content-security-policy': policy },
      })
    },
  })
  return {
    address: (root, query = '') => `${server.url}?root=${encodeURIComponent(root)}&${query}`,
    async close() {
      await server.stop(true)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'"

const page = (root: string): string => `<!doctype html>
<html lang="en" ${root}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="gallery.css">
</head>
<body><div id="root"></div><script type="module" src="gallery.js"></script></body>
</html>`
