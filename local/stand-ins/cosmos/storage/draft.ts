import type { Container } from './container.ts'
import { type Entry, isExpired, type Version } from './entry.ts'

type Held = { readonly sequence: number; readonly version: Version }

/** One document before and after a commit; undefined where it was absent. */
export type Change = {
  readonly id: string
  readonly before: Held | undefined
  readonly after: Held | undefined
}

type Slot = {
  /** What the store holds, expired or not. */
  readonly stored: Entry | undefined
  /** Undefined: the document is absent. */
  version: Version | undefined
  sequence: number
}

/**
 * What a batch wants to do to one partition. Nothing reaches the store before `apply`, so giving up a batch needs no
 * undoing: indexes, positions and continuations of other readers never knew of it.
 */
export class Draft {
  readonly container: Container
  readonly partition: string
  readonly now: number
  readonly #slots = new Map<string, Slot>()

  constructor(container: Container, partition: string, now: number) {
    this.container = container
    this.partition = partition
    this.now = now
  }

  find(id: string): Version | undefined {
    return this.#slot(id).version
  }

  sequenceOf(id: string): number {
    return this.#slot(id).sequence
  }

  put(id: string, version: Version, sequence: number): void {
    const slot = this.#slot(id)
    slot.version = version
    slot.sequence = sequence
  }

  remove(id: string): void {
    this.#slot(id).version = undefined
  }

  /** Makes it true, and tells what changed. */
  apply(): readonly Change[] {
    const changes: Change[] = []
    for (const [id, { stored, version, sequence }] of this.#slots) {
      if (stored?.version === version) continue
      const before = stored && { sequence: stored.sequence, version: stored.version }
      changes.push({ id, before, after: version && { sequence, version } })
      if (stored !== undefined && version !== undefined && stored.sequence === sequence) {
        this.container.change(stored, version)
        continue
      }
      if (stored !== undefined) this.container.remove(stored)
      if (version !== undefined) this.container.insert({ sequence, id, partition: this.partition, version })
    }
    return changes
  }

  #slot(id: string): Slot {
    let slot = this.#slots.get(id)
    if (slot === undefined) {
      const stored = this.container.find(this.partition, id)
      const isAbsent = stored === undefined || isExpired(stored.version, this.now)
      slot = { stored, version: isAbsent ? undefined : stored.version, sequence: stored?.sequence ?? 0 }
      this.#slots.set(id, slot)
    }
    return slot
  }
}
