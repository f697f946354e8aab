/** Letters that follow each other so fast are one beginning. */
const pauseMs = 700

/**
 * Finds the entry whose label begins with what was typed, from the one after `at` on, and around. The same letter again goes
 * to the next that begins with it. `null`: the key is no letter, or nothing begins so. A space counts only inside of words.
 */
export function createTypeahead(): (
  key: string,
  at: number,
  labels: readonly string[],
  current: number,
) => number | null {
  let typed = ''
  let last = -pauseMs
  return (key, now, labels, current) => {
    if (Array.from(key).length !== 1 || (key === ' ' && (typed === '' || now - last >= pauseMs))) return null
    typed = now - last < pauseMs ? typed + key.toLowerCase() : key.toLowerCase()
    last = now
    const letters = Array.from(typed)
    const isRepeated = letters.length > 1 && letters.every((letter) => letter === letters[0])
    const start = isRepeated || letters.length === 1 ? current + 1 : Math.max(0, current)
    const sought = isRepeated ? (letters[0] ?? '') : typed
    for (let step = 0; step < labels.length; step++) {
      const index = (start + step) % labels.length
      if (labels[index]?.toLowerCase().startsWith(sought) === true) return index
    }
    return null
  }
}
