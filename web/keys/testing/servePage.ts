/** Serves the page of the tests of keys, as strictly as the server serves the client. */
interface ServedPage {
  readonly url: string
  stop(): Promise<void>
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'"
const page =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Keys</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css"></head><body><div id="root"></div><script type="module" src="/page.js"></script></body></html>'

export async function servePage(): Promise<ServedPage> {
  const built = await Bun.build({
    entrypoints: [`${import.meta.dir}/page.tsx`],
    target: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  if (!built.success) throw new Error(built.logs.map(String).join('\n'))
  const files = new Map(built.outputs.map((file) => [`/${file.path.replace(/^.*\//, '')}`, file]))
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url)
      const file = files.get(pathname)
      if (file !== undefined) return new Response(file)
      return pathname === '/'
        ? new Response(page, { headers: { 'content-type': 'text/html', 'content-security-policy': policy } })
        : new Response('', { status: 404 })
    },
  })
  return { url: server.url.href, stop: () => server.stop(true) }
}
