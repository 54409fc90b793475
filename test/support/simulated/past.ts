import type { TenantId } from '#core/kernel/ids.ts'
import { matches } from './comparisons.ts'
import type { Entry, Partition, View } from './partition.ts'

/** The documents as a replica that is behind still has them: what every batch replaced is remembered. */
export class Past {
  readonly #batchAtMs: number[] = []
  readonly #replaced = new Map<TenantId, Replaced[]>()

  /** How many batches were stored so far. */
  get version(): number {
    return this.#batchAtMs.length
  }

  /** To be called before the batch changes anything. */
  note(tenantId: TenantId, partition: Partition, ids: Iterable<string>, atMs: number): void {
    const version = this.#batchAtMs.push(atMs)
    let replaced = this.#replaced.get(tenantId)
    if (!replaced) {
      replaced = []
      this.#replaced.set(tenantId, replaced)
    }
    for (const id of ids) {
      const entry = partition.entries.get(id)
      replaced.push({ version, id, entry: entry && { ...entry } })
    }
  }

  versionAt(ms: number): number {
    let version = this.#batchAtMs.length
    while (version > 0 && (this.#batchAtMs[version - 1] as number) > ms) version -= 1
    return version
  }

  view(tenantId: TenantId, partition: Partition, version: number): View {
    const since = new Map<string, Entry | undefined>()
    const replaced = this.#replaced.get(tenantId) ?? []
    for (let at = replaced.length - 1; at >= 0; at -= 1) {
      const one = replaced[at] as Replaced
      if (one.version <= version) break
      since.set(one.id, one.entry)
    }
    if (since.size === 0) return partition
    return {
      find: (id) => (since.has(id) ? since.get(id) : partition.find(id)),
      select(query, isAlive) {
        const found = partition.select(query, (entry) => isAlive(entry) && !since.has(entry.document.id))
        for (const entry of since.values()) {
          if (entry && isAlive(entry) && matches(entry.document, query.where)) found.push(entry)
        }
        return found.sort((a, b) => a.sequence - b.sequence)
      },
    }
  }
}

interface Replaced {
  readonly version: number
  readonly id: string
  /** Undefined where the batch made a new document. */
  readonly entry: Entry | undefined
}
