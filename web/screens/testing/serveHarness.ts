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
  const built = await Bun.build({
    entrypoints: [`${import.meta.dir}/harness.tsx`],
    target: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const files = new Map<string, string>()
  for (const output of built.outputs)
    files.set(output.path.endsWith('.css') ? '/harness.css' : '/harness.js', await output.text())
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
