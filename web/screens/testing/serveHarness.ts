/** Builds the harness and serves it at every path, with the policy of the real server. */
export interface HarnessServer {
  readonly url: string
  stop(): Promise<void>
}

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Screens</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/harness.css"></head><body><div id="root"></div><script type="module" src="/harness.js"></script></body></html>`
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"

export async function serveHarness(): Promise<HarnessServer> {
  const files = new Map([
    ['/harness.js', await bundled('harness.tsx', 'browser')],
    // For browsers the bundler would write what turns with the direction as it was written long ago, by languages.
    ['/harness.css', await bundled('../../styles/main.css', 'bun')],
  ])
  const server = Bun.serve({
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url)
      const file = files.get(pathname)
      const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript'
      return file === undefined
        ? new Response(page, { headers: { 'content-type': 'text/html', 'content-security-policy': policy } })
        : new Response(file, { headers: { 'content-type': type } })
    },
  })
  return { url: server.url.origin, stop: () => server.stop(true) }
}

async function bundled(file: string, target: 'browser' | 'bun'): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [`${import.meta.dir}/${file}`],
    target,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const [first] = outputs.filter(({ path }) => path.endsWith('.css') === (target === 'bun'))
  if (first === undefined) throw new Error(`${file} was not bundled.`)
  return first.text()
}
