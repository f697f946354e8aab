/** Reads what came as JSON from another process, without believing it. */

/** What stands at a path; `undefined` where nothing does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value
  for (const key of path) here = typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined
  return here
}

/** Throws where no text stands there. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const text = at(value, ...path)
  if (typeof text !== 'string') throw new Error(`No text at ${path.join('.')} of ${JSON.stringify(value)}`)
  return text
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path)
  if (!Array.isArray(list)) throw new Error(`No list at ${path.join('.')} of ${JSON.stringify(value)}`)
  return list
}
