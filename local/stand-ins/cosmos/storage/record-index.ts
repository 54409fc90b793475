import { type JsonObject, type Path, pathKey, type Value, valueAt } from '../json.ts'
import { compareForOrder } from '../values.ts'
import type { Entry } from './entry.ts'
import { SortedList } from './sorted-list.ts'

export type Order = { readonly path: Path; readonly descending: boolean }

/** What a query asks of an index: the paths it compares with `=`, and how it sorts. */
export type Shape = { readonly equal: readonly Path[]; readonly order: readonly Order[] }

export function shapeKey(shape: Shape): string {
  const order = shape.order.map(({ path, descending }) => (descending ? '-' : '+') + pathKey(path))
  return `${shape.equal.map(pathKey).join()};${order.join()}`
}

/**
 * Documents by the values at some paths, each list in the order a query wants: a page then costs what the page
 * holds, however many documents the partition has.
 */
export class RecordIndex {
  readonly #shape: Shape
  readonly #lists = new Map<string, SortedList<Entry>>()

  constructor(shape: Shape, entries: Iterable<Entry>) {
    this.#shape = shape
    const groups = new Map<string, Entry[]>()
    for (const entry of entries) {
      const key = this.#keyOf(entry.version.document)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [entry])
      else group.push(entry)
    }
    for (const [key, group] of groups) this.#lists.set(key, new SortedList(this.#compare, group))
  }

  add(entry: Entry): void {
    const key = this.#keyOf(entry.version.document)
    let list = this.#lists.get(key)
    if (list === undefined) {
      list = new SortedList(this.#compare)
      this.#lists.set(key, list)
    }
    list.add(entry)
  }

  remove(entry: Entry): void {
    const key = this.#keyOf(entry.version.document)
    const list = this.#lists.get(key)
    if (!list?.remove(entry)) throw new Error(`The index lost document ${entry.id}: a fault of the stand-in.`)
    if (list.length === 0) this.#lists.delete(key)
  }

  /** True when the change moves the document to another place in this index. */
  isTouchedBy(before: JsonObject, after: JsonObject): boolean {
    const differs = (path: Path) => valueAt(before, path) !== valueAt(after, path)
    return this.#shape.equal.some(differs) || this.#shape.order.some(({ path }) => differs(path))
  }

  list(values: readonly Value[]): SortedList<Entry> | undefined {
    return this.#lists.get(keyOfValues(values))
  }

  readonly #compare = (left: Entry, right: Entry): number => compareEntries(this.#shape.order, left, right)

  #keyOf(document: JsonObject): string {
    return keyOfValues(this.#shape.equal.map((path) => valueAt(document, path)))
  }
}

/** The order of a query without gaps: documents with equal values come in the order of their places. */
export function compareEntries(order: readonly Order[], left: Entry, right: Entry): number {
  for (const { path, descending } of order) {
    const difference = compareForOrder(
      valueAt(left.version.document, path),
      valueAt(right.version.document, path),
    )
    if (difference !== 0) return descending ? -difference : difference
  }
  return comparePlaces(order, left.sequence, right.sequence)
}

/** An order that begins downwards reads the index backwards, and so the places of equal values too. */
export function comparePlaces([first]: readonly Order[], left: number, right: number): number {
  return first?.descending ? right - left : left - right
}

/** Lengths stand before texts, so that no two lists of values give the same key. */
function keyOfValues(values: readonly Value[]): string {
  let key = ''
  for (const value of values) {
    if (typeof value === 'string') key += `s${value.length}:${value}`
    else if (typeof value === 'object' && value !== null) key += 'o;'
    else key += `${value};`
  }
  return key
}
