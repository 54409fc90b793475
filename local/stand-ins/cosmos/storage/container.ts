import type { JsonObject } from '../json.ts'
import { type ContainerDefinition, isTtl } from './container-definition.ts'
import type { Durability, StoredDocument } from './durability.ts'
import { type Entry, isExpired, Version } from './entry.ts'
import { defaultIndexingPolicy, IndexPaths } from './index-policy.ts'
import { RecordSet } from './record-set.ts'
import { containerRid, databaseRid } from './resource-id.ts'
import { SortedList } from './sorted-list.ts'

type Partition = { readonly entries: Map<string, Entry>; readonly records: RecordSet }

/** The documents of one container in memory, by partition and id. Every change goes to the file as well. */
export class Container {
  readonly number: number
  readonly database: { readonly number: number; readonly id: string }
  readonly definition: ContainerDefinition
  readonly indexPaths: IndexPaths
  readonly rid: string
  /** `dbs/…/colls/…/` in `_rid`s: the start of every document's `_self`. */
  readonly selfLink: string
  /** All partitions together, for queries without a partition key. */
  readonly records = new RecordSet(() => this.entries())
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
  ) {
    this.number = number
    this.database = database
    this.definition = definition
    this.indexPaths = new IndexPaths(definition.indexingPolicy ?? defaultIndexingPolicy)
    this.rid = containerRid(database.number, number)
    this.selfLink = `dbs/${databaseRid(database.number)}/colls/${this.rid}/`
    this.#durability = durability
  }

  partition(key: string): RecordSet | undefined {
    return this.#partitions.get(key)?.records
  }

  /** Also finds a document whose time is over until the sweep has been there: see `findLive`. */
  find(partition: string, id: string): Entry | undefined {
    return this.#partitions.get(partition)?.entries.get(id)
  }

  findLive(partition: string, id: string, now: number): Entry | undefined {
    const entry = this.find(partition, id)
    return entry === undefined || isExpired(entry.version, now) ? undefined : entry
  }

  findInAll(id: string): Entry[] {
    return [...this.#partitions.keys()].flatMap((partition) => this.find(partition, id) ?? [])
  }

  *entries(): Generator<Entry> {
    for (const { entries } of this.#partitions.values()) yield* entries.values()
  }

  insert(entry: Entry): void {
    this.#hold(entry)
    this.records.added(entry)
    this.#partitions.get(entry.partition)?.records.added(entry)
    this.#save(entry)
  }

  change(entry: Entry, version: Version): void {
    const partition = this.#partitions.get(entry.partition)
    const touched = [
      ...this.records.beforeChange(entry, version),
      ...(partition?.records.beforeChange(entry, version) ?? []),
    ]
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.remove(entry)
    entry.version = version
    if (version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.add(entry)
    for (const index of touched) index.add(entry)
    this.#save(entry)
  }

  remove(entry: Entry): void {
    const partition = this.#partitions.get(entry.partition)
    this.records.removed(entry)
    partition?.records.removed(entry)
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.remove(entry)
    partition?.entries.delete(entry.id)
    if (partition?.entries.size === 0) this.#partitions.delete(entry.partition)
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

  #hold(entry: Entry): void {
    let partition = this.#partitions.get(entry.partition)
    if (partition === undefined) {
      const entries = new Map<string, Entry>()
      partition = { entries, records: new RecordSet(() => entries.values()) }
      this.#partitions.set(entry.partition, partition)
    }
    partition.entries.set(entry.id, entry)
    if (entry.version.expiresAt !== Number.POSITIVE_INFINITY) this.#expiring.add(entry)
  }

  #save({ sequence, partition, id, version }: Entry): void {
    this.#durability.put({ sequence, container: this.number, partition, id, text: version.text })
  }
}
