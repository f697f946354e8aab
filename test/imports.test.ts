/** Who may import whom, and who may not look at a clock: ARCHITECTURE.md's table, read from the sources. */
import { expect, test } from 'bun:test'
import { Glob } from 'bun'

const root = `${import.meta.dir}/..`
const isTest = (file: string): boolean => /\.test\.tsx?$|(^|\/)(testing|e2e)\/|contract\.ts$/.test(file)

/** A folder's files may import from these folders, and these packages. The first line that matches a file counts. */
const table: readonly (readonly [files: RegExp, may: readonly RegExp[]])[] = [
  [/^protocol\/client\/sqlite\.ts$/, [/^protocol\//, /^bun:sqlite$/]],
  [/^protocol\/client\//, [/^protocol\//, /^@sinclair\/typebox/]],
  [/^protocol\/text\//, [/^protocol\/text\//, /^protocol\/(client\/view|ids|permission|person|timeline)\.ts$/]],
  [/^protocol\/react\.ts$/, [/^protocol\//, /^react$/]],
  [/^protocol\//, [/^protocol\/[^/]+$/, /^@sinclair\/typebox/]],
  [/^actors\//, [/^actors\//]],
  [
    /^server\/chat\//,
    [
      /^protocol\//,
      /^actors\//,
      /^server\/(chat|feed|store)\//,
      /^server\/(log\/log|records\/records)\.ts$/,
      /^@sinclair\/typebox/,
    ],
  ],
  [/^server\/feed\//, [/^protocol\//, /^server\/(feed|store)\//, /^server\/(log\/log|records\/records)\.ts$/]],
  [
    /^server\/store\//,
    [
      /^protocol\//,
      /^server\/(store|accounts)\//,
      /^server\/(log\/log|records\/records)\.ts$/,
      /^drizzle-orm/,
      /^bun:sqlite$/,
      /^node:fs$/,
      /^@sinclair\/typebox/,
    ],
  ],
  [
    /^server\/cluster\//,
    [
      /^(protocol|actors)\//,
      /^server\/(cluster|log|records)\//,
      /^server\/feed\/(bus|hub)\.ts$/,
      /^@nats-io\//,
      /^bun:sqlite$/,
      /^node:/,
    ],
  ],
  [
    /^server\/(log|records)\/jetstream\w*\.ts$/,
    [/^protocol\//, /^server\/(log|records|cluster)\//, /^@nats-io\//, /^bun:sqlite$/],
  ],
  [
    /^server\/(log|records|disk)\//,
    [/^protocol\//, /^actors\//, /^server\/(log|records|disk)\//, /^bun(:sqlite)?$/, /^node:/],
  ],
  [
    /^server\/accounts\//,
    [
      /^protocol\//,
      /^server\/(accounts)\//,
      /^server\/(records\/records|store\/people)\.ts$/,
      /^@sinclair\/typebox/,
      /^node:/,
      /^bun$/,
    ],
  ],
  [
    /^server\/http\//,
    [
      /^protocol\//,
      /^actors\//,
      /^server\/(http|chat|accounts|feed)\//,
      /^server\/(store\/people|log\/audit|config|proxies)\.ts$/,
      /^elysia$/,
      /^@elysiajs\//,
      /^@sinclair\/typebox/,
      /^bun$/,
    ],
  ],
  [/^server\/backup\.ts$/, [/^protocol\//, /^server\/(accounts|disk)\//, /^bun:sqlite$/, /^node:/]],
  [/^server\/moving\//, [/^(protocol|actors)\//, /^server\/(moving|log|records|disk|cluster|accounts)\//, /^node:/]],
  [/^server\//, [/^(protocol|actors|server)\//, /^bun$/, /^node:/, /^drizzle-kit$/]],
  [/^tui\//, [/^(protocol|tui)\//, /^(ink|react)$/, /^emojibase-data\//, /^node:/]],
  [/^web\/(build|pureSchemas)\.ts$/, [/^web\/pureSchemas\.ts$/, /^bun$/, /^node:/]],
  [
    /^web\//,
    [
      /^(protocol|web)\//,
      /^react(-dom\/client|-dom)?$/,
      /^(idb|virtua|wouter|wouter\/use-browser-location|lucide-react|frimousse)$/,
      /^virtua\//,
      /^emojibase-data\//,
      /\.css$/,
    ],
  ],
  [
    /^cli\//,
    [
      /^(protocol|cli)\//,
      /^tui\/(main|openClient|world)\.ts$/,
      /^web\/build\.ts$/,
      /^server\/(main|config|backup|migrate)\.ts$/,
      /^commander$/,
      /^node:/,
      /^bun(:sqlite)?$/,
    ],
  ],
  [/^(sim|bench|test)\//, [/./]],
]

interface Import {
  readonly file: string
  readonly target: string
}

const files = [...new Glob('{protocol,actors,server,cli,tui,web,sim,bench,test}/**/*.{ts,tsx}').scanSync(root)].filter(
  (file) => !file.includes('node_modules'),
)

async function importsOf(file: string): Promise<Import[]> {
  const source = await Bun.file(`${root}/${file}`).text()
  const found: Import[] = []
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|^import\s*'[^']+'/gm))
    if (specifier !== '') found.push({ file, target: resolve(file, specifier) })
  for (const [, specifier = ''] of source.matchAll(/\bimport\(\s*'([^']+)'/g))
    found.push({ file, target: resolve(file, specifier) })
  return found
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return new URL(specifier, `file:///${file}`).pathname.slice(1)
  const own = /^@parley\/(\w+)(?:\/(.*))?$/.exec(specifier)
  return own === null ? specifier : `${own[1]}/${own[2] === undefined ? 'main.ts' : `${own[2]}.ts`}`
}

test('[ARCH1] every import follows the table', async () => {
  const wrong: string[] = []
  for (const file of files.filter((file) => !isTest(file))) {
    const rule = table.find(([pattern]) => pattern.test(file))
    for (const { target } of await importsOf(file))
      if (rule === undefined || !rule[1].some((may) => may.test(target))) wrong.push(`${file} imports ${target}`)
  }
  expect(wrong).toEqual([])
})

test('[ARCH2] the core takes time, randomness and settings as arguments', async () => {
  const forbidden =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\.randomUUID\b|\bsetTimeout\b|\bsetInterval\b|\bprocess\.env\b/
  const wrong: string[] = []
  for (const file of files) {
    if (isTest(file) || !/^(protocol|actors|server\/(chat|feed))\//.test(file) || file === 'actors/env.ts') continue
    const source = await Bun.file(`${root}/${file}`).text()
    source.split('\n').forEach((line, at) => {
      const isComment = /^\s*(\*|\/\/|\/\*)/.test(line)
      if (!isComment && forbidden.test(line)) wrong.push(`${file}:${at + 1} ${line.trim()}`)
    })
  }
  expect(wrong).toEqual([])
})

test('[ARCH3] no source file is longer than 400 lines', async () => {
  const long: string[] = []
  for (const file of files) {
    const lines = (await Bun.file(`${root}/${file}`).text()).split('\n').length - 1
    if (lines > 400) long.push(`${file}: ${lines}`)
  }
  expect(long).toEqual([])
})

test('[ARCH4] the lock file names no host', async () => {
  const lock = await Bun.file(`${root}/bun.lock`).text()
  expect(lock).not.toMatch(/", "https?:\/\//)
})
