import type { Entry, Version } from './entry.ts'
import { RecordIndex, type Shape, shapeKey } from './record-index.ts'

/** The product asks some thirty kinds of questions; a visitor with many more pays by building indexes again. */
const indexesMax = 64

/**
 * The documents of one partition, or of a whole container, with the indexes that its queries brought about. An
 * index is built when the first query of its shape comes and is kept up from then on.
 */
export class RecordSet {
  readonly #entries: () => Iterable<Entry>
  readonly #indexes = new Map<string, RecordIndex>()

  constructor(entries: () => Iterable<Entry>) {
    this.#entries = entries
  }

  index(shape: Shape): RecordIndex {
    const key = shapeKey(shape)
    const index = this.#indexes.get(key) ?? new RecordIndex(shape, this.#entries())
    this.#indexes.delete(key)
    this.#indexes.set(key, index) // Last in the map is last used.
    for (const oldest of this.#indexes.keys()) {
      if (this.#indexes.size <= indexesMax) break
      this.#indexes.delete(oldest)
    }
    return index
  }

  added(entry: Entry): void {
    for (const index of this.#indexes.values()) index.add(entry)
  }

  removed(entry: Entry): void {
    for (const index of this.#indexes.values()) index.remove(entry)
  }

  /** Takes the entry out of the indexes that the change touches; the caller changes it and puts it back in. */
  beforeChange(entry: Entry, next: Version): readonly RecordIndex[] {
    const touched: RecordIndex[] = []
    for (const index of this.#indexes.values())
      if (index.isTouchedBy(entry.version.document, next.document)) touched.push(index)
    for (const index of touched) index.remove(entry)
    return touched
  }
}
