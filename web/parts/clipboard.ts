/** Was it copied? A browser may refuse, and only pages on https, and on this machine, have a clipboard. Never rejects. */
export async function copied(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return false
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}
