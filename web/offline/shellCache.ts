/**
 * The shell of the client without a network: the page and every file that it may load, kept under one name for each build. It
 * answers addresses of the client with the page, and files from what is kept; everything else goes to the network as if it
 * were not here.
 *
 * It guarantees that a build is kept whole or not at all, and that a tab still finds the files of the build it was opened with
 * after another tab has gone on to the next. It never touches an answer of the interface (`/api`), and keeps none.
 */

/** A file of the build, with the tag that the server gives it. */
export interface ShellFile {
  /** `/` is the page. */
  readonly path: string
  readonly tag: string
  /** Kept only once it was wanted: it is large, and not everybody wants it. */
  readonly isLate?: true
}

export interface ShellWorld {
  readonly files: readonly ShellFile[]
  readonly caches: Pick<CacheStorage, 'open' | 'keys' | 'delete'>
  readonly fetch: (request: Request) => Promise<Response>
  readonly origin: string
}

/** As far as it is looked at. */
type Asked = Pick<Request, 'method' | 'mode' | 'url'>

export interface ShellCache {
  /** Keeps this build. Rejects where a file is missing, or is one of another build. */
  install(): Promise<void>
  /** Forgets builds that are older than the one before this. */
  activate(): Promise<void>
  /** `null` for what is not the shell's. */
  answer(request: Asked): Promise<Response> | null
}

const prefix = 'parley-shell-'
/** This build and the one before it, which other tabs may still show. */
const cachesMax = 2

export function createShellCache({ files, caches, fetch, origin }: ShellWorld): ShellCache {
  const name = `${prefix}${nameOf(files)}`
  const listed = new Map(files.map((file) => [file.path, file]))

  /** This build's, then the others, the newest first: caches keep the order in which they were made. */
  const kept = async (): Promise<string[]> => {
    const older = (await caches.keys()).filter((one) => one.startsWith(prefix) && one !== name)
    return [name, ...older.toReversed()]
  }
  const find = async (path: string): Promise<Response | undefined> => {
    for (const one of await kept()) {
      const found = await (await caches.open(one)).match(path)
      if (found !== undefined) return found
    }
    return undefined
  }
  const get = async ({ path, tag }: ShellFile): Promise<Response> => {
    const before = await find(path)
    if (before !== undefined && tagOf(before)?.startsWith(tag) === true) return before
    // What has a hash in its name may come from the browser's own cache.
    const response = await fetch(new Request(origin + path, { cache: isHashed(path) ? 'default' : 'no-cache' }))
    // The server may have gone on to another build meanwhile: the next worker knows its files.
    if (!response.ok || tagOf(response)?.startsWith(tag) === false)
      throw new Error(`${path} is not the one of this build.`)
    return response
  }
  const getLate = async (file: ShellFile): Promise<Response> => {
    const cache = await caches.open(name)
    const kept = await cache.match(file.path)
    if (kept !== undefined) return kept
    const response = await get(file).catch(() => fetch(new Request(origin + file.path)))
    if (response.ok) await cache.put(file.path, response.clone())
    return response
  }
  const answerWith = async (path: string, request: Asked): Promise<Response> =>
    (await find(path)) ?? fetch(new Request(request.url))

  return {
    async install() {
      const wanted = files.filter(({ isLate }) => isLate !== true)
      const found = await Promise.all(wanted.map(async (file) => ({ file, response: await get(file) })))
      const cache = await caches.open(name)
      await Promise.all(found.map(({ file, response }) => cache.put(file.path, response)))
    },
    async activate() {
      for (const old of (await kept()).slice(cachesMax)) await caches.delete(old)
    },
    answer(request) {
      const { pathname, origin: asked } = new URL(request.url)
      if (request.method !== 'GET' || asked !== origin || isServers(pathname)) return null
      if (request.mode === 'navigate') return isFileName(pathname) ? null : answerWith('/', request)
      const file = listed.get(pathname)
      if (file?.isLate === true) return getLate(file)
      // A file of an older build is not in the list any more, and a tab may still want it.
      return file !== undefined || isHashed(pathname) ? answerWith(pathname, request) : null
    },
  }
}

/** The server's, which ends with the encoding that it was sent in; `null` where a proxy took it away. */
const tagOf = (response: Response): string | null => response.headers.get('etag')?.replace(/^(?:W\/)?"/, '') ?? null

const isHashed = (path: string): boolean => path.startsWith('/assets/')
const isServers = (path: string): boolean => /^\/(?:api|ws|healthz|readyz)(?:\/|$)/.test(path)
const isFileName = (path: string): boolean => /\.[^/]*$/.test(path)

/** The build's: every tag counts. FNV-1a, 32 bits, twice: it must only differ from the last few. */
function nameOf(files: readonly ShellFile[]): string {
  const text = files.map(({ path, tag }) => `${path} ${tag}`).join('\n')
  return [0x811c9dc5, 0x01000193].map((seed) => hash(text, seed)).join('')
}

function hash(text: string, seed: number): string {
  let state = seed
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193) >>> 0
  return state.toString(36)
}
