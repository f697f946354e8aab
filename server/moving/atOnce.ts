/** Does so many pieces of work at a time. After the first that fails no other is begun; it throws when all have ended. */
export async function atOnce<Item>(
  items: Iterable<Item>,
  count: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // All workers take from the same items.
  const due = items[Symbol.iterator]()
  let isFailed = false
  const worker = async (): Promise<void> => {
    for (let next = due.next(); next.done !== true; next = due.next()) {
      try {
        await work(next.value)
      } catch (error) {
        isFailed = true
        throw error
      }
      if (isFailed) return
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: count }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
