/** Small enough that moving half a chunk is cheap, large enough that there are few chunks. */
const chunkSizeMax = 512

/**
 * A list that stays sorted: adding, removing and finding cost a binary search and a move inside one chunk, also at
 * 300,000 items, where a plain array would move megabytes.
 */
export class SortedList<T> {
  readonly #compare: (left: T, right: T) => number
  readonly #chunks: T[][] = []
  #length = 0

  constructor(compare: (left: T, right: T) => number, items: T[] = []) {
    this.#compare = compare
    this.#length = items.length
    items.sort(compare)
    for (let at = 0; at < items.length; at += chunkSizeMax)
      this.#chunks.push(items.slice(at, at + chunkSizeMax))
  }

  get length(): number {
    return this.#length
  }

  add(item: T): void {
    this.#length++
    const last = this.#chunks.at(-1)
    if (last === undefined) {
      this.#chunks.push([item])
      return
    }
    const [at, place] = this.#placeFor(item, last)
    const chunk = this.#chunks[at] as T[]
    chunk.splice(place, 0, item)
    if (chunk.length <= chunkSizeMax) return
    // Lists mostly grow at one end: leave the chunk there full and go on with a new one, instead of halves.
    const isAtEnd = at === this.#chunks.length - 1
    const keep = isAtEnd ? chunkSizeMax : at + place === 0 ? 1 : chunkSizeMax >> 1
    this.#chunks.splice(at + 1, 0, chunk.splice(keep))
  }

  /** Which chunk, and where in it; at either end of the list without a search. */
  #placeFor(item: T, last: readonly T[]): readonly [number, number] {
    const end = this.#chunks.length - 1
    const isAfter = (other: T) => this.#compare(other, item) > 0
    if (!isAfter(last[last.length - 1] as T)) return [end, last.length]
    if (isAfter(this.first() as T)) return [0, 0]
    const at = this.#chunkWhere(isAfter)
    return [at, firstWhere(this.#chunks[at] as T[], isAfter)]
  }

  /** Returns false when no such item is there. The item must still compare as it did when it was added. */
  remove(item: T): boolean {
    const isAtOrAfter = (other: T) => this.#compare(other, item) >= 0
    const at = this.#chunkWhere(isAtOrAfter)
    const chunk = this.#chunks[at]
    if (chunk === undefined) return false
    const place = firstWhere(chunk, isAtOrAfter)
    if (chunk[place] !== item) return false
    chunk.splice(place, 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
    this.#length--
    return true
  }

  /**
   * Visits the items in order from the first for which `isWithin` holds, until `visit` returns false. `isWithin`
   * must be false for a start of the list and true for the rest.
   */
  visitFrom(isWithin: (item: T) => boolean, visit: (item: T) => boolean): void {
    let at = this.#chunkWhere(isWithin)
    let place = firstWhere(this.#chunks[at] ?? [], isWithin)
    for (; at < this.#chunks.length; at++, place = 0) {
      const chunk = this.#chunks[at] as T[]
      for (; place < chunk.length; place++) if (!visit(chunk[place] as T)) return
    }
  }

  first(): T | undefined {
    return this.#chunks[0]?.[0]
  }

  #chunkWhere(isWithin: (item: T) => boolean): number {
    return firstWhere(this.#chunks, (chunk) => isWithin(chunk[chunk.length - 1] as T))
  }
}

function firstWhere<T>(items: readonly T[], isWithin: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isWithin(items[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}
