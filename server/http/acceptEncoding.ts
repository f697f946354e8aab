/**
 * Which encoding to answer in (RFC 9110, 12.5.3): the first that lies ready and that the client takes; `null` for the file as
 * it is.
 */
export function acceptable<Encoding extends string>(accept: string, ready: readonly Encoding[]): Encoding | null {
  const taken = new Map<string, boolean>()
  for (const part of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((one) => one.trim())
    const weight = parameters.find((one) => one.startsWith('q='))
    taken.set(name, weight === undefined || Number(weight.slice(2)) > 0)
  }
  return ready.find((encoding) => taken.get(encoding) ?? taken.get('*') ?? false) ?? null
}
