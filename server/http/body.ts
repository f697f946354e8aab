/** Reads a request's body: JSON, and no more of it than the bound. */
import { failure, FailureError } from '@parley/protocol'

export const bodyBytesMax = 65_536

const tooLarge = (): FailureError =>
  new FailureError(failure('tooLarge', `A request's body may have at most ${bodyBytesMax} bytes.`))

/** Throws `tooLarge`, and `invalid` for what is no JSON. `undefined` for no body. */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) throw tooLarge()
  if (request.body === null) return undefined
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of request.body) {
    bytes += part.length
    if (bytes > bodyBytesMax) throw tooLarge()
    parts.push(part)
  }
  if (bytes === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)))
  } catch {
    throw new FailureError(failure('invalid', 'The body must be JSON in UTF-8.'))
  }
}
