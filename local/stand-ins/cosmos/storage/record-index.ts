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

/** A value by which documents are grouped; all arrays and objects are one. */
type Key = null | boolean | number | string | undefined | typeof structure
const structure = Symbol('an array or object')

/** One level for each path that is compared: no key is put together for each document and index. */
type Branch = Group | Map<Key, Branch>

/**
 * Documents by the values at some paths, each list in the order a query wants: a page then costs what the page
 * holds, however many documents the partition has.
 */
export class RecordIndex {
  readonly #shape: Shape
  readonly #root: Branch

  constructor(shape: Shape, entries: Iterable<Entry>) {
    this.#shape = shape
    this.#root = this.#newBranch(0)
    for (const entry of entries) this.add(entry)
  }

  add(entry: Entry): void {
    const { equal } = this.#shape
    let branch = this.#root
    for (let depth = 0; branch instanceof Map; depth++) {
      const key = keyOf(valueAt(entry.version.document, equal[depth] as Path))
      let next = branch.get(key)
      if (next === undefined) {
        next = this.#newBranch(depth + 1)
        branch.set(key, next)
      }
      branch = next
    }
    branch.add(entry)
  }

  remove(entry: Entry): void {
    if (!this.#removeBelow(this.#root, 0, entry))
      throw new Error(`The index lost document ${entry.id}: a fault of the stand-in.`)
  }

  /** True when the change moves the document to another place in this index. */
  isTouchedBy(before: JsonObject, after: JsonObject): boolean {
    const differs = (path: Path) => valueAt(before, path) !== valueAt(after, path)
    return this.#shape.equal.some(differs) || this.#shape.order.some(({ path }) => differs(path))
  }

  list(values: readonly Value[]): SortedList<Entry> | undefined {
    let branch: Branch | undefined = this.#root
    for (let depth = 0; branch instanceof Map; depth++) branch = branch.get(keyOf(values[depth]))
    return branch?.sorted()
  }

  readonly #compare = (left: Entry, right: Entry): number => compareEntries(this.#shape.order, left, right)

  #newBranch(depth: number): Branch {
    return depth === this.#shape.equal.length ? new Group(this.#compare) : new Map()
  }

  /** Leaves no empty branch behind. False: it was not there. */
  #removeBelow(branch: Branch | undefined, depth: number, entry: Entry): boolean {
    if (!(branch instanceof Map)) return branch?.sorted().remove(entry) ?? false
    const key = keyOf(valueAt(entry.version.document, this.#shape.equal[depth] as Path))
    const next = branch.get(key)
    const isRemoved = this.#removeBelow(next, depth + 1, entry)
    if (next?.size === 0) branch.delete(key)
    return isRemoved
  }
}

/** Documents that are alike. Sorted from the first time somebody looks: most are there because others are looked for. */
class Group {
  readonly #compare: (left: Entry, right: Entry) => number
  #unsorted: Entry[] = []
  #sorted: SortedList<Entry> | undefined

  constructor(compare: (left: Entry, right: Entry) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#sorted?.length ?? this.#unsorted.length
  }

  add(entry: Entry): void {
    if (this.#sorted === undefined) this.#unsorted.push(entry)
    else this.#sorted.add(entry)
  }

  sorted(): SortedList<Entry> {
    if (this.#sorted === undefined) {
      this.#sorted = new SortedList(this.#compare, this.#unsorted)
      this.#unsorted = []
    }
    return this.#sorted
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

function keyOf(value: Value): Key {
  return typeof value === 'object' && value !== null ? structure : (value as Exclude<Key, typeof structure>)
}
