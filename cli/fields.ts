/** Reads what came as JSON from outside, one field at a time; what is missing or of another type is `undefined`. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function fieldsAt(value: unknown, key: string): Fields | undefined {
  const field = isFields(value) ? value[key] : undefined
  return isFields(field) ? field : undefined
}

export function textAt(value: unknown, key: string): string | undefined {
  const field = isFields(value) ? value[key] : undefined
  return typeof field === 'string' ? field : undefined
}

export function numberAt(value: unknown, key: string): number | undefined {
  const field = isFields(value) ? value[key] : undefined
  return typeof field === 'number' ? field : undefined
}

/** The objects of a list; of a bare list too, where `value` is one. */
export function listAt(value: unknown, key: string): readonly Fields[] {
  const list: unknown = Array.isArray(value) ? value : isFields(value) ? value[key] : undefined
  return Array.isArray(list) ? list.filter(isFields) : []
}
