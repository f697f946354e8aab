/**
 * The protocol's version. A change that old peers cannot ignore raises it; the test beside this file pins the hash of all
 * schemas to the version, so that no change goes unnoticed.
 */
export const protocolVersion = 1
export const protocolVersionMin = 1

/** The version that both sides speak; `null` where there is none. */
export function negotiate([min, max]: readonly [number, number]): number | null {
  const version = Math.min(max, protocolVersion)
  return version >= Math.max(min, protocolVersionMin) ? version : null
}
