/**
 * The web client's files, as `web/build.ts` made them: a folder with `files.json`, which says of each file its type, its tag,
 * how long it is good, and in which encodings it lies there beside itself. Nothing is compressed, hashed or looked for on disk
 * while somebody waits, and no path of a request ever reaches the disk: it is looked up in that list.
 *
 * It guarantees one strict policy for every page, that a hashed name is kept for ever and a page never, and that every address
 * of the client (`/chat/…`, `/settings`) opens it. It refuses other methods than GET and HEAD.
 */
import { interpreted } from '@parley/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { acceptable } from './acceptEncoding.ts'
import { webHeaders } from './webHeaders.ts'

const EncodingSchema = Type.Union([Type.Literal('zstd'), Type.Literal('br'), Type.Literal('gzip')])
const FileSchema = Type.Object({
  /** From the root: `/assets/main-1a2b3c4d.js`. */
  path: Type.String(),
  type: Type.String(),
  /** Of its content. */
  tag: Type.String(),
  /** `forever`: its name changes with its content. `checked`: asked again each time. `never`: not kept. */
  keep: Type.Union([Type.Literal('forever'), Type.Literal('checked'), Type.Literal('never')]),
  /** The best first. `path` with `.zstd`, `.br` or `.gzip` behind it is the file in this encoding. */
  encodings: Type.Array(EncodingSchema),
})
type WebFile = Static<typeof FileSchema>
const isList = interpreted(Type.Object({ files: Type.Array(FileSchema) }))

export interface WebFiles {
  /** Never throws. */
  fetch(request: Request): Promise<Response>
}

export interface WebFilesParts {
  /** The folder; asked for when somebody first wants a file, since it may have to be built. */
  folder(): Promise<string>
  onDefect(error: unknown): void
}

interface Opened {
  readonly folder: string
  readonly files: ReadonlyMap<string, WebFile>
}

const page = '/index.html'

export function createWebFiles({ folder, onDefect }: WebFilesParts): WebFiles {
  let opening: Promise<Opened> | null = null
  /** All that was asked for, by its path on disk: as much as was built, at most. */
  const contents = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

  const open = (): Promise<Opened> => {
    // What could not be built may be mended by the next request.
    opening ??= openFolder(folder).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
  const contentOf = (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const known = contents.get(path)
    if (known !== undefined) return known
    const content = Bun.file(path).bytes()
    contents.set(path, content)
    content.catch(() => contents.delete(path))
    return content
  }

  const answer = async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refused(request, 405, { allow: 'GET, HEAD' })
    const opened = await open()
    const { pathname } = new URL(request.url)
    const file = opened.files.get(isFileName(pathname) ? pathname : page)
    if (file === undefined) return refused(request, 404)
    const encoding = acceptable(request.headers.get('accept-encoding') ?? '', file.encodings)
    const tag = `"${file.tag}${encoding === null ? '' : `-${encoding}`}"`
    const headers = new Headers(webHeaders(request))
    headers.set('cache-control', cacheControl[file.keep])
    headers.set('etag', tag)
    if (file.encodings.length > 0) headers.set('vary', 'accept-encoding')
    if (isKnown(request.headers.get('if-none-match') ?? '', tag)) return new Response(null, { status: 304, headers })
    headers.set('content-type', file.type)
    if (encoding !== null) headers.set('content-encoding', encoding)
    const content = await contentOf(`${opened.folder}${file.path}${encoding === null ? '' : `.${encoding}`}`)
    headers.set('content-length', String(content.length))
    return new Response(request.method === 'HEAD' ? null : content, { headers })
  }

  return {
    async fetch(request) {
      try {
        return await answer(request)
      } catch (error) {
        onDefect(error)
        return refused(request, 503)
      }
    },
  }
}

async function openFolder(folder: () => Promise<string>): Promise<Opened> {
  const place = await folder()
  const list: unknown = await Bun.file(`${place}/files.json`).json()
  if (!isList(list)) throw new Error(`${place}/files.json is no list of files.`)
  return { folder: place, files: new Map(list.files.map((file) => [file.path, file])) }
}

const cacheControl = {
  forever: 'public, max-age=31536000, immutable',
  checked: 'no-cache',
  never: 'no-store',
} as const

/** A file's name has an extension; everything else is an address inside the client. */
const isFileName = (path: string): boolean => /\.[^/]*$/.test(path)

const isKnown = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.split(',').some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')))

const sentences = {
  404: 'There is nothing here.',
  405: 'This address can only be read.',
  503: 'The web client cannot be shown. The server’s journal says why.',
} as const

function refused(
  request: Request,
  status: keyof typeof sentences,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = { ...webHeaders(request), 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' }
  const text = request.method === 'HEAD' ? null : `${sentences[status]}\n`
  return new Response(text, { status, headers: { ...headers, ...more } })
}
