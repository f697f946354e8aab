/** What a new chat must have, by the protocol's bounds, in words beside its field. */
import { limits } from '@parley/protocol'

export function titleTrouble(title: string): string | null {
  if (title.trim() === '') return 'A title is needed.'
  const over = title.trim().length - limits.titleCharsMax
  return over > 0 ? `A title has at most ${limits.titleCharsMax} characters: this one has ${over} too many.` : null
}

export function descriptionTrouble(description: string): string | null {
  const over = description.trim().length - limits.descriptionCharsMax
  if (over <= 0) return null
  return `A description has at most ${limits.descriptionCharsMax} characters: this one has ${over} too many.`
}

/** So many more people may be named at once. */
export const peopleLeft = (chosen: number): number => Math.max(0, limits.membersPerCommandMax - chosen)
