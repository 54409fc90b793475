import type { Query, Stored } from '#core/ports/documents.ts'
import { matches, valueAt } from './comparisons.ts'

/** One stored document. The entry stays the same object while its document is replaced, so indexes keep it. */
export interface Entry {
  readonly sequence: number
  document: Stored
  bytes: number
  writtenAtMs: number
}

export type Snapshot = readonly Readonly<Entry>[]

/** What a read looks at: the documents of a tenant as they are, or as they were. */
export interface View {
  find(id: string): Entry | undefined
  /** Everything that matches, in the order in which it was first stored. */
  select(query: Query, isAlive: (entry: Entry) => boolean): Entry[]
}

/** The documents of one tenant, indexed by what the product asks for most. */
export class Partition implements View {
  readonly entries = new Map<string, Entry>()
  readonly #byType = new Map<string, Set<Entry>>()
  readonly #byLot = new Map<string, Set<Entry>>()

  put(document: Stored, bytes: number, writtenAtMs: number, nextSequence: () => number): void {
    const known = this.entries.get(document.id)
    if (!known) {
      this.#add({ sequence: nextSequence(), document, bytes, writtenAtMs })
      return
    }
    const moved = known.document.type !== document.type || lotOf(known.document) !== lotOf(document)
    if (moved) this.#unindex(known)
    known.document = document
    known.bytes = bytes
    known.writtenAtMs = writtenAtMs
    if (moved) this.#index(known)
  }

  remove(id: string): void {
    const known = this.entries.get(id)
    if (!known) return
    this.entries.delete(id)
    this.#unindex(known)
  }

  find(id: string): Entry | undefined {
    return this.entries.get(id)
  }

  select(query: Query, isAlive: (entry: Entry) => boolean): Entry[] {
    const found: Entry[] = []
    let inOrder = true
    let last = -1
    for (const entry of this.#candidates(query)) {
      if (!isAlive(entry) || !matches(entry.document, query.where)) continue
      if (entry.sequence < last) inOrder = false
      last = entry.sequence
      found.push(entry)
    }
    return inOrder ? found : found.sort((a, b) => a.sequence - b.sequence)
  }

  snapshot(): Snapshot {
    return Array.from(this.entries.values(), (entry) => ({ ...entry }))
  }

  restore(snapshot: Snapshot): void {
    this.entries.clear()
    this.#byType.clear()
    this.#byLot.clear()
    for (const entry of snapshot) this.#add({ ...entry })
  }

  #candidates(query: Query): Iterable<Entry> {
    let best: Set<Entry> | undefined
    for (const one of query.where) {
      if (!('field' in one)) continue
      if (one.is === 'in' && one.field === 'seat.lotId') {
        const ofLots = new Set(one.values.flatMap((lot) => [...(this.#byLot.get(String(lot)) ?? [])]))
        if (!best || ofLots.size < best.size) best = ofLots
      }
      if (one.is !== '=' || typeof one.value !== 'string') continue
      if (one.field === 'id') {
        const entry = this.entries.get(one.value)
        return entry ? [entry] : []
      }
      if (one.field !== 'type') continue
      const found = this.#byType.get(one.value)
      if (!found) return []
      if (!best || found.size < best.size) best = found
    }
    return best ?? this.entries.values()
  }

  #add(entry: Entry): void {
    this.entries.set(entry.document.id, entry)
    this.#index(entry)
  }

  #index(entry: Entry): void {
    addTo(this.#byType, entry.document.type, entry)
    const lot = lotOf(entry.document)
    if (lot !== undefined) addTo(this.#byLot, lot, entry)
  }

  #unindex(entry: Entry): void {
    this.#byType.get(entry.document.type)?.delete(entry)
    const lot = lotOf(entry.document)
    if (lot !== undefined) this.#byLot.get(lot)?.delete(entry)
  }
}

function lotOf(document: Stored): string | undefined {
  const lot = valueAt(document, 'seat.lotId')
  return typeof lot === 'string' ? lot : undefined
}

function addTo(index: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const found = index.get(key)
  if (found) found.add(entry)
  else index.set(key, new Set([entry]))
}
