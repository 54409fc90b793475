/** A binary heap: the smallest `rank` comes first. */
export class Heap<Item> {
  readonly #items: Item[] = []
  readonly #rank: (item: Item) => number

  constructor(rank: (item: Item) => number) {
    this.#rank = rank
  }

  get size(): number {
    return this.#items.length
  }

  peek(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    let at = this.#items.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#rankAt(parent) <= this.#rankAt(at)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  pop(): Item | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    if (last === undefined || this.#items.length === 0) return first
    this.#items[0] = last
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const child = this.#rankAt(left + 1) < this.#rankAt(left) ? left + 1 : left
      if (this.#rankAt(at) <= this.#rankAt(child)) return first
      this.#swap(at, child)
      at = child
    }
  }

  /** Takes out everything `keep` does not want. */
  retain(keep: (item: Item) => boolean): void {
    const kept = this.#items.filter(keep)
    this.#items.length = 0
    for (const item of kept) this.push(item)
  }

  #rankAt(at: number): number {
    const item = this.#items[at]
    return item === undefined ? Number.POSITIVE_INFINITY : this.#rank(item)
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#items[a], this.#items[b]]
    if (first === undefined || second === undefined) return
    this.#items[a] = second
    this.#items[b] = first
  }
}
