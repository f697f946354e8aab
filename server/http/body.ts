/** Reads a request's body: JSON, and no more of it than the bound. */
import { failure, FailureError } from '@parley/protocol'

export const bodyBytesMax = 65_536
/** Lists and objects in one another. What describes a wrong body walks it by recursion, and a stack has an end. */
const bodyDepthMax = 32

const tooLarge = (): FailureError =>
  new FailureError(failure('tooLarge', `A request's body may have at most ${bodyBytesMax} bytes.`))

/** Throws `tooLarge`, and `invalid` for what is no JSON or nested too deep. `undefined` for no body. */
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
  const value = parse(Buffer.concat(parts))
  if (isDeeper(value, bodyDepthMax)) throw new FailureError(failure('invalid', 'The body is nested too deep.'))
  return value
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new FailureError(failure('invalid', 'The body must be JSON in UTF-8.'))
  }
}

function isDeeper(value: unknown, max: number): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth <= max && level.length > 0; depth++)
    level = level.flatMap((one): unknown[] => (typeof one === 'object' && one !== null ? valuesOf(one) : []))
  return level.length > 0
}

/** No field of ours has these names, and whoever writes such a value into a sentence would call what a stranger sent. */
function valuesOf(one: object): unknown[] {
  for (const name of ['toString', 'valueOf']) if (Object.hasOwn(one, name)) Reflect.deleteProperty(one, name)
  return Object.values(one)
}
