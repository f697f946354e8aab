/** Serves the page of the composer's tests, as strictly as the server serves the client. */
import { resolve } from 'node:path'

interface ServedPage {
  readonly url: string
  stop(): Promise<void>
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'"
const folder = import.meta.dir
const emojiFolder = resolve(folder, '../../node_modules/emojibase-data')

export async function servePage(): Promise<ServedPage> {
  const built = await Bun.build({
    entrypoints: [`${folder}/harness.tsx`],
    target: 'browser',
    splitting: true,
    minify: true,
    publicPath: '/',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  if (!built.success) throw new Error(built.logs.map(String).join('\n'))
  const files = new Map(built.outputs.map((file) => [`/${file.path.replace(/^\.\//, '')}`, file]))
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Composer</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/harness.css"></head><body><div id="root"></div><script type="module" src="/harness.js"></script></body></html>`
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/')
        return new Response(page, { headers: { 'content-type': 'text/html', 'content-security-policy': policy } })
      const emoji = /^\/emoji\/en\/(data|messages)\.json$/.exec(pathname)
      if (emoji !== null) return new Response(Bun.file(`${emojiFolder}/en/${emoji[1]}.json`))
      if (pathname === '/favicon.ico') return new Response()
      const file = files.get(pathname)
      return file === undefined ? new Response('', { status: 404 }) : new Response(file)
    },
  })
  return { url: server.url.href, stop: () => server.stop(true) }
}
