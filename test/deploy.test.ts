/** The files of deploy/ agree with the program, and with each other; a backup is restored. */
import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Glob } from 'bun'
import { isChatId } from '@parley/protocol'
import { createProgram } from '../cli/program.ts'
import { leftOut, natsServer, startNats } from '../server/cluster/testing/natsServers.ts'
import { settings } from '../server/config.ts'
import { readLog } from './testing/a-log.ts'
import { at, listAt, textAt } from './testing/b-json.ts'
import { logIn, makeGroup, register } from './testing/b-person.ts'
import { startServer } from './testing/b-server.ts'

const root = join(import.meta.dir, '..')
const read = (file: string): Promise<string> => Bun.file(join(root, file)).text()
const deployed = [...new Glob('deploy/**/*').scanSync({ cwd: root })].sort()
const yamlFiles = deployed.filter((file) => file.endsWith('.yaml'))
const dockerfile = await read('deploy/Dockerfile')
const operations = await read('docs/operations.md')
const port = settings.find(({ name }) => name === 'port')?.default ?? ''

/** Variables of Compose and Caddy, which the server does not read. */
const ofDeployment = ['PARLEY_IMAGE', 'PARLEY_SITE', 'PARLEY_NODES']
/** A file may hold several documents. */
const documentsOf = async (file: string): Promise<readonly unknown[]> => {
  const parsed: unknown = Bun.YAML.parse(await read(file))
  return Array.isArray(parsed) ? parsed : [parsed]
}
const documentOf = async (file: string, kind: string, name: string): Promise<unknown> =>
  (await documentsOf(file)).find((one) => at(one, 'kind') === kind && at(one, 'metadata', 'name') === name)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-deploy-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('[DEP1] every file of YAML can be read, and every setting in deploy/ and docs/ is one of the server', async () => {
  expect(yamlFiles.length).toBeGreaterThan(8)
  for (const file of yamlFiles) expect(await documentsOf(file), file).not.toContain(null)
  const known = new Set([...settings.map(({ env }) => env), ...ofDeployment, 'PARLEY_NATS_SERVER'])
  for (const file of [...deployed, 'docs/operations.md', '.dockerignore'])
    for (const [name] of (await read(file)).matchAll(/\bPARLEY_[A-Z_]+/g)) expect([...known], file).toContain(name)
})

test('[DEP2] ports, folders and users agree from the image to the load balancer', async () => {
  expect(dockerfile).toContain(`EXPOSE ${port}\n`)
  expect(dockerfile).toContain(`PARLEY_HOST=0.0.0.0 PARLEY_PORT=${port} PARLEY_DATA=/data`)
  expect(dockerfile).toContain(`"health", "--alive", "--server", "http://127.0.0.1:${port}"]`)
  expect(dockerfile).toContain('VOLUME /data\n')
  expect(dockerfile).toContain('USER 65532:65532\n')

  const one: unknown = Bun.YAML.parse(await read('deploy/compose.yaml'))
  expect(at(one, 'services', 'parley', 'ports')).toEqual([`127.0.0.1:${port}:${port}`])
  expect(at(one, 'services', 'parley', 'volumes')).toEqual(['data:/data'])
  expect(at(one, 'services', 'caddy', 'environment', 'PARLEY_NODES')).toBe(`parley:${port}`)
  expect(at(one, 'services', 'caddy', 'networks', 'front', 'ipv4_address')).toBe(
    textAt(one, 'services', 'parley', 'environment', 'PARLEY_TRUSTED_PROXIES'),
  )

  const many: unknown = Bun.YAML.parse(await read('deploy/compose.cluster.yaml'))
  const nodes = ['node-1', 'node-2', 'node-3']
  expect(at(many, 'services', 'caddy', 'environment', 'PARLEY_NODES')).toBe(
    nodes.map((node) => `${node}:${port}`).join(' '),
  )
  for (const node of nodes) {
    expect(at(many, 'services', node, 'environment', 'PARLEY_NODE')).toBe(node)
    expect(at(many, 'services', node, 'volumes')).toEqual([`${node}:/data`])
    expect(at(many, 'services', node, 'environment', 'PARLEY_TRUSTED_PROXIES')).toBe(
      textAt(many, 'services', 'caddy', 'networks', 'front', 'ipv4_address'),
    )
  }

  const pod = at(await documentOf('deploy/kubernetes/node.yaml', 'StatefulSet', 'parley'), 'spec', 'template', 'spec')
  expect(at(pod, 'containers', 0, 'ports', 0)).toEqual({ name: 'http', containerPort: Number(port) })
  expect(at(pod, 'containers', 0, 'volumeMounts', 0)).toEqual({ name: 'data', mountPath: '/data' })
  expect(at(pod, 'containers', 0, 'readinessProbe', 'httpGet')).toEqual({ path: '/readyz', port: 'http' })
  expect(at(pod, 'containers', 0, 'livenessProbe', 'httpGet')).toEqual({ path: '/healthz', port: 'http' })
  expect(at(pod, 'securityContext', 'runAsUser')).toBe(65_532)
  for (const file of ['deploy/Caddyfile']) expect(await read(file)).toContain('health_uri /readyz')
  expect(await read('deploy/single/Caddyfile')).toContain(`reverse_proxy 127.0.0.1:${port} `)
})

test('[DEP3] nats-server takes the settings with what Compose and Kubernetes put into them', async () => {
  const many: unknown = Bun.YAML.parse(await read('deploy/compose.cluster.yaml'))
  const pod = at(await documentOf('deploy/kubernetes/nats.yaml', 'StatefulSet', 'nats'), 'spec', 'template', 'spec')
  const listed = listAt(pod, 'containers', 0, 'env').map((one) => [textAt(one, 'name'), at(one, 'value')])
  // A password that NATS would take for a number, were it not quoted.
  const password = '12345678'
  const fill = (text: string): string =>
    text
      .replaceAll(/\$\{NATS_PASSWORD[^}]*\}|\$\(PASSWORD\)/g, password)
      .replaceAll(/\$\{\w+:-([^}]*)\}/g, (_, otherwise: string) => otherwise)
  const places = [
    ...['nats-1', 'nats-2', 'nats-3'].map((name) => at(many, 'services', name, 'environment')),
    { ...Object.fromEntries(listed), NATS_NAME: 'nats-0', NATS_PASSWORD: `"${password}"` },
  ]
  if (natsServer === null) return leftOut('the check of the settings of NATS')
  for (const place of places) {
    const env = Object.fromEntries(
      Object.entries(place ?? {}).map(([key, value]) => [key, typeof value === 'string' ? fill(value) : '']),
    )
    const child = Bun.spawn([natsServer, '-t', '-c', join(root, 'deploy/nats/nats.conf')], { env, stderr: 'pipe' })
    expect(await new Response(child.stderr).text()).toContain('is valid')
    expect(await child.exited).toBe(0)
  }
})

test('[DEP4] the Dockerfile runs scripts that are there, on the Bun of this repository', async () => {
  const packed: unknown = JSON.parse(await read('package.json'))
  expect(dockerfile).toContain(`FROM oven/${textAt(packed, 'packageManager').replace('@', ':')}-slim AS build\n`)
  const scripts = [...dockerfile.matchAll(/bun run (\w+)/g)].map(([, script = '']) => script)
  expect(scripts).toEqual(['build'])
  for (const script of scripts) expect(at(packed, 'scripts', script)).toBeString()
  expect(existsSync(join(root, 'LICENSE'))).toBe(true)
  expect((await read('.dockerignore')).split('\n')).toContain('**/.env')
})

test('[DEP5] docs/operations.md has every setting, as the server has it', () => {
  const rows = [...operations.matchAll(/^\| `--[^\n]*$/gm)].map(([row]) => row.split('|').map((cell) => cell.trim()))
  const code = (text: string): string => (text === '' ? '' : `\`${text}\``)
  expect(rows.map(([, flag, env, otherwise]) => [flag, env, otherwise])).toEqual(
    settings.map((setting) => [code(setting.flag), code(setting.env), code(setting.default)]),
  )
})

test('[DEP6] the guides name commands and files that are there', async () => {
  const words = { isTerminal: false, hasColor: false, out: () => undefined, err: () => undefined }
  const program = createProgram({ serveFlags: [], streams: words, words: words.err, run: async () => undefined })
  const commands = program.commands.map((command) => command.name())
  for (const file of ['docs/operations.md', 'deploy/single/README.md']) {
    const text = await read(file)
    for (const [, command = ''] of text.matchAll(/`parley ([a-z]+)/g)) expect(commands, file).toContain(command)
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g))
      expect(existsSync(join(root, file, '..', link)), `${file}: ${link}`).toBe(true)
  }
})

const parley = async (...args: readonly string[]) => {
  const child = Bun.spawn([process.execPath, join(root, 'cli/main.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, out, err }
}

test('[DEP7] the health check passes while a server can work, and fails when nothing answers', async () => {
  const server = await startServer()
  expect(await parley('health', '--json', '--server', server.url)).toMatchObject({ code: 0, err: '' })
  expect((await parley('health', '--alive', '--server', server.url)).code).toBe(0)
  await server.stop()
  const after = await parley('health', '--alive', '--server', server.url)
  expect(after).toMatchObject({ code: 3, out: '' })
  expect(after.err).toContain('Is it running?')
})

test('[DEP8] a backup of a server at work is restored: all that was acknowledged, its logins, another epoch', async () => {
  const data = join(folder, 'data')
  const target = join(folder, 'backup')
  const server = await startServer({ PARLEY_DATA: data })
  const ann = await register(server.url, 'ann')
  const chat = await makeGroup(ann, 'Kitchen', [])
  if (!isChatId(chat)) throw new Error(`${chat} is no chat.`)
  const post = async (text: string): Promise<void> =>
    expect((await ann.ask('POST', `/api/chats/${chat}/messages`, { text })).status).toBe(201)
  for (let n = 0; n < 50; n++) await post(`before ${n}`)
  const copying = { isOver: false }
  const copied = parley('backup', target, '--json', '--data', data).finally(() => (copying.isOver = true))
  while (!copying.isOver) await post('meanwhile')
  const { code, out } = await copied
  expect(code).toBe(0)
  await post('after')
  await server.stop()

  expect(readdirSync(target).sort()).toEqual(['log.sqlite', 'signing.key'])
  for (const file of [target, ...readdirSync(target).map((name) => join(target, name))])
    expect(statSync(file).mode & 0o077).toBe(0)

  const restored = await startServer({ PARLEY_DATA: target })
  // A session from before the backup is still good, and its person can log in.
  const asked = await fetch(`${restored.url}/api/me`, { headers: { authorization: `Bearer ${ann.token}` } })
  expect(asked.status).toBe(200)
  expect((await logIn(restored.url, 'ann')).id).toBe(ann.id)
  await restored.stop()

  const [before, after] = [await readLog(data, [chat]), await readLog(target, [chat])]
  const kept = after.get(chat) ?? []
  expect(kept).toHaveLength(Number(at(JSON.parse(out), 'entries')))
  expect(kept.length).toBeGreaterThan(50)
  expect(before.get(chat)?.slice(0, kept.length)).toEqual([...kept])
  expect(epochOf(target)).toBe(textAt(JSON.parse(out), 'epoch'))
  expect(epochOf(target)).not.toBe(epochOf(data))
})

function epochOf(data: string): string | undefined {
  using file = new Database(join(data, 'log.sqlite'), { readonly: true })
  return file.query<{ epoch: string }, []>('SELECT epoch FROM identity').get()?.epoch
}

test('[DEP10] a backup of a node at work starts one server with everything that the node had', async () => {
  if (natsServer === null) return leftOut('the backup of a node')
  const nats = await startNats(1)
  const data = join(folder, 'node')
  const target = join(folder, 'backup of a node')
  try {
    const node = await startServer({
      PARLEY_NATS: nats.urls.join(),
      PARLEY_NATS_MONITORS: nats.monitors.join(),
      PARLEY_REPLICAS: '1',
      PARLEY_DATA: data,
    })
    const ann = await register(node.url, 'ann')
    const chat = await makeGroup(ann, 'Kitchen', [])
    if (!isChatId(chat)) throw new Error(`${chat} is no chat.`)
    const path = `/api/chats/${chat}/messages`
    for (let n = 0; n < 20; n++) expect((await ann.ask('POST', path, { text: `words ${n}` })).status).toBe(201)
    const { json: before } = await ann.ask('GET', path)
    const made = await parley('backup', target, '--json', '--data', data)
    expect(made.code).toBe(0)
    expect(JSON.parse(made.out)).toMatchObject({ chats: 1, entries: 21, hasSigningKey: true, damagedChats: 0 })
    await node.stop()

    const restored = await startServer({ PARLEY_DATA: target })
    const asked = await fetch(`${restored.url}${path}`, { headers: { authorization: `Bearer ${ann.token}` } })
    const after: unknown = await asked.json()
    expect(after).toEqual(before)
    expect((await logIn(restored.url, 'ann')).id).toBe(ann.id)
    await restored.stop()
    expect((await readLog(target, [chat])).get(chat)).toHaveLength(21)
  } finally {
    await nats.stop()
  }
})

test('[DEP9] a backup leaves nothing behind where there is nothing to copy', async () => {
  await Bun.write(join(folder, 'there/file'), '')
  await Bun.write(join(folder, 'whole/log.sqlite'), '')
  expect(await parley('backup', join(folder, 'there'), '--data', join(folder, 'whole'))).toMatchObject({
    code: 1,
    out: '',
  })
  const nothing = await parley('backup', join(folder, 'none'), '--data', folder)
  expect(nothing).toMatchObject({ code: 6, out: '' })
  expect(nothing.err).toContain('There is neither log.sqlite nor cluster.db')
  await Bun.write(join(folder, 'broken/log.sqlite'), 'no database')
  expect((await parley('backup', join(folder, 'none'), '--data', join(folder, 'broken'))).code).toBe(1)
  expect(readdirSync(folder).filter((one) => one.startsWith('none'))).toEqual([])
})
