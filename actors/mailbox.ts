/** A bounded queue. An empty one holds no array: a server has thousands of idle actors. */
export class Mailbox<Item> {
  private items: (Item | undefined)[] | null = null
  private head = 0

  get size(): number {
    return this.items === null ? 0 : this.items.length - this.head
  }

  push(item: Item): void {
    this.items ??= []
    this.items.push(item)
  }

  /** `undefined` where nothing is queued. */
  take(): Item | undefined {
    if (this.items === null) return undefined
    const item = this.items[this.head]
    this.items[this.head++] = undefined
    if (this.head === this.items.length) {
      this.items = null
      this.head = 0
    } else if (this.head > 1_024 && this.head * 2 > this.items.length) {
      this.items.splice(0, this.head)
      this.head = 0
    }
    return item
  }
}
