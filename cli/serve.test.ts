import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, type Shell } from './testShell.ts'

let shell: Shell
let daemon: Daemon
beforeAll(async () => {
  shell = createShell()
  daemon = await startDaemon(shell.home)
})
afterAll(async () => {
  await daemon.stop()
  shell.remove()
})

const ask = (path: string, accept: string): Promise<Response> =>
  fetch(daemon.url + path, { headers: { 'accept-encoding': accept } })

test('[SERVE20] a server that is started from the command line serves the web client, and builds it where it must', async () => {
  const page = await (await ask('/chat/anything', 'identity')).text()
  expect(page).toContain('<div id="root">')
  const addresses = [...page.matchAll(/(?:src|href|content)="(\/[^"]+)"/g)].map(([, address = '']) => address)
  expect(addresses.length).toBeGreaterThan(5)
  for (const address of [...addresses, '/serviceWorker.js', '/emoji/en/data.json', '/emoji/en/messages.json'])
    expect({ address, status: (await ask(address, 'br')).status }).toEqual({ address, status: 200 })
  const main = addresses.find((address) => address.startsWith('/assets/main-') && address.endsWith('.js')) ?? ''
  for (const encoding of ['zstd', 'br', 'gzip'])
    expect((await ask(main, encoding)).headers.get('content-encoding')).toBe(encoding)
}, 60_000)

test('[SERVE20] every icon of the manifest is there, in the size that it says', async () => {
  const manifest = await (await ask('/manifest.webmanifest', 'identity')).text()
  const icons = [...manifest.matchAll(/"src": "([^"]+)", "sizes": "([^"]+)", "type": "([^"]+)"/g)]
  expect(icons.length).toBeGreaterThan(3)
  for (const [, src = '', sizes = '', type = ''] of icons) {
    const response = await ask(src, 'identity')
    expect(response.headers.get('content-type')).toBe(type)
    if (type === 'image/svg+xml') continue
    const picture = new DataView(await response.arrayBuffer())
    expect(`${picture.getUint32(16)}x${picture.getUint32(20)}`).toBe(sizes)
  }
})
