import type { Json, JsonObject } from '../json.ts'
import { type ContainerDefinition, isTtl } from './container-definition.ts'
import type { Durability, StoredDocument } from './durability.ts'
import { type Entry, isExpired, Version } from './entry.ts'
import { defaultIndexingPolicy, IndexPaths } from './index-policy.ts'
import { hashOf, type KeyRange, keyRanges } from './key-ranges.ts'
import { RecordSet } from './record-set.ts'
import { containerRid, databaseRid } from './resource-id.ts'
import { SortedList } from './sorted-list.ts'

/** Where a query looks: in one partition, or in one range of them. */
export type Source = { readonly records: RecordSet; readonly find: (id: string) => readonly Entry[] }

type Partition = {
  readonly entries: Map<string, Entry>
  readonly records: RecordSet
  /** The place of its range. */
  readonly range: number
}

/** The documents of one container in memory, by partition and id. Every change goes to the file as well. */
export class Container {
  readonly number: number
  readonly database: { readonly number: number; readonly id: string }
  readonly definition: ContainerDefinition
  readonly indexPaths: IndexPaths
  readonly rid: string
  /** `dbs/…/colls/…/` in `_rid`s: the start of every document's `_self`. */
  readonly selfLink: string
  readonly ranges: readonly KeyRange[]
  readonly #records: readonly RecordSet[]
  readonly #partitions = new Map<string, Partition>()
  readonly #durability: Pick<Durability, 'put' | 'delete'>
  readonly #expiring = new SortedList<Entry>(
    (left, right) => left.version.expiresAt - right.version.expiresAt || left.sequence - right.sequence,
  )

  constructor(
    number: number,
    database: { readonly number: number; readonly id: string },
    definition: ContainerDefinition,
    durability: Pick<Durability, 'put' | 'delete'>,
    rangeCount: number,
  ) {
    this.number = number
    this.database = database
    this.definition = definition
    this.indexPaths = new IndexPaths(definition.indexingPolicy ?? defaultIndexingPolicy)
    this.rid = containerRid(database.number, number)
    this.selfLink = `dbs/${databaseRid(database.number)}/colls/${this.rid}/`
    this.#durability = durability
    this.ranges = keyRanges(rangeCount)
    this.#records = this.ranges.map((_, range) => new RecordSet(() => this.#entriesOf(range)))
  }

  /** One partition; undefined when it has no documents. */
  inPartition(partition: string): Source | undefined {
    const found = this.#partitions.get(partition)
    if (found === undefined) return undefined
    const { records, entries } = found
    return { records, find: (id) => listOf(entries.get(id)) }
  }

  /** All partitions of the range at this place. */
  inRange(place: number): Source {
    return {
      records: this.#records[place] as RecordSet,
      find: (id) =>
        [...this.#partitions.values()].flatMap(({ range, entries }) =>
          range === place ? listOf(entries.get(id)) : [],
        ),
    }
  }

  /** The place of the range where a partition key is, or would be; its first value decides. */
  rangeOf([first]: readonly Json[]): number {
    if (this.ranges.length === 1 || first === undefined) return 0
    const hash = hashOf([first])
    return this.ranges.findIndex(({ max }) => hash < max)
  }

  /** Also finds a document whose time is over until the sweep has been there: see `findLive`. */
  find(partition: string, id: string): Entry | undefined {
    return this.#partitions.get(partition)?.entries.get(id)
  }

  findLive(partition: string, id: string, now: number): Entry | undefined {
    const entry = this.find(partition, id)
    return entry === undefined || isExpired(entry.version, now) ? undefined : entry
  }

  *entries(): Generator<Entry> {
    for (const { entries } of this.#partitions.values()) yield* entries.values()
  }

  insert(entry: Entry): void {
    for (const records of this.#recordsWith(this.#hold(entry))) records.added(entry)
    this.#save(entry)
  }

  change(entry: Entry, version: Version): void {
    const touched = this.#recordsWith(this.#partitionOf(entry)).flatMap((records) =>
      records.beforeChange(entry, version),
    )
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.remove(entry)
    entry.version = version
    if (version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.add(entry)
    for (const index of touched) index.add(entry)
    this.#save(entry)
  }

  remove(entry: Entry): void {
    const partition = this.#partitionOf(entry)
    for (const records of this.#recordsWith(partition)) records.removed(entry)
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.remove(entry)
    partition.entries.delete(entry.id)
    if (partition.entries.size === 0) this.#partitions.delete(entry.partition)
    this.#durability.delete(entry.sequence)
  }

  /** Puts back what the file had. Parses only what may expire: the rest is parsed when somebody looks inside. */
  load({ sequence, partition, id, text }: StoredDocument): void {
    const { defaultTtl } = this.definition
    const mayExpire = defaultTtl !== undefined && (defaultTtl > 0 || text.includes('"ttl"'))
    const document = mayExpire ? (JSON.parse(text) as JsonObject) : undefined
    const expiresAt = document === undefined ? Number.POSITIVE_INFINITY : this.expiryOf(document)
    this.#hold({ sequence, id, partition, version: new Version(text, document, expiresAt) })
  }

  /** A document's own `ttl` counts only in a container with a `defaultTtl`; both count from `_ts`, in seconds. */
  expiryOf(document: JsonObject): number {
    const { defaultTtl } = this.definition
    if (defaultTtl === undefined) return Number.POSITIVE_INFINITY
    const own = document['ttl']
    const seconds = isTtl(own) ? own : defaultTtl
    return seconds === -1 ? Number.POSITIVE_INFINITY : (Number(document['_ts']) + seconds) * 1000
  }

  /** Removes documents whose time is over, at most `limit` at a time so that requests do not wait for it. */
  sweep(now: number, limit: number): void {
    for (let i = 0; i < limit; i++) {
      const entry = this.#expiring.first()
      if (entry === undefined || !isExpired(entry.version, now)) return
      this.remove(entry)
    }
  }

  *#entriesOf(place: number): Generator<Entry> {
    for (const { range, entries } of this.#partitions.values()) if (range === place) yield* entries.values()
  }

  #recordsWith({ records, range }: Partition): readonly RecordSet[] {
    return [records, this.#records[range] as RecordSet]
  }

  #partitionOf(entry: Entry): Partition {
    return this.#partitions.get(entry.partition) as Partition
  }

  #hold(entry: Entry): Partition {
    let partition = this.#partitions.get(entry.partition)
    if (partition === undefined) {
      const entries = new Map<string, Entry>()
      const range = this.rangeOf(JSON.parse(entry.partition) as readonly Json[])
      partition = { entries, records: new RecordSet(() => entries.values()), range }
      this.#partitions.set(entry.partition, partition)
    }
    partition.entries.set(entry.id, entry)
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.add(entry)
    return partition
  }

  #save({ sequence, partition, id, version }: Entry): void {
    this.#durability.put({ sequence, container: this.number, partition, id, text: version.text })
  }
}

function listOf(entry: Entry | undefined): readonly Entry[] {
  return entry === undefined ? [] : [entry]
}
