/** How many colours there are for people and chats: `--avatar-0` to `--avatar-7`. */
const huesCount = 8

/** The same for the same id on every device. FNV-1a. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0
  return ((hash ^ (hash >>> 15)) >>> 0) % huesCount
}

/** The colour in which a person's name is written over what they said, for `style={{ color }}`. */
export const nameColour = (id: string): string => `var(--name-${hueOf(id)})`
