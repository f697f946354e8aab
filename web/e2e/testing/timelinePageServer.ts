/** Builds the page with one timeline and serves it. */
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'

export interface TimelinePageServer {
  readonly url: string
  stop(): Promise<void>
}

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Timeline</title><link rel="stylesheet" href="/timelinePage.css"><div id="root"></div>
<script type="module" src="/timelinePage.js"></script></html>`

export async function serveTimelinePage(port = 0): Promise<TimelinePageServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-timeline-'))
  const built = await Bun.build({
    entrypoints: [`${import.meta.dir}/timelinePage.tsx`, `${import.meta.dir}/timelinePageHost.ts`],
    outdir: folder,
    target: 'browser',
    naming: '[name].[ext]',
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
  })
  if (!built.success) throw new Error(built.logs.map(({ message }) => message).join('\n'))
  const server = Bun.serve({
    port,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url)
      if (!/^\/\w+\.(js|css)$/.test(pathname)) return new Response(html, { headers: { 'content-type': 'text/html' } })
      return new Response(Bun.file(join(folder, pathname)))
    },
  })
  return {
    url: server.url.origin,
    async stop() {
      await server.stop(true)
      await rm(folder, { recursive: true })
    },
  }
}
